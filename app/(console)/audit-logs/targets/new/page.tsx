import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { NewTargetForm } from '../../_components/new-target-form.tsx';

export const metadata: Metadata = { title: 'New target' };

/** Who else gets the trail? */
export default function NewAuditTargetPage() {
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Governance' },
          { label: 'Audit log', href: '/audit-logs' },
          { label: 'SIEM and anchors', href: '/audit-logs/targets' },
          { label: 'New target' },
        ]}
      />
      <PageHeader title="New target" answer="Entries are sent within seconds and tried again until they are taken; none is left out." />
      <div className="px-(--gutter) pb-12">
        <NewTargetForm />
      </div>
    </>
  );
}
