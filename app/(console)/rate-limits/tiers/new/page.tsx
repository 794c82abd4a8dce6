import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { TierForm } from '../../_components/tier-form.tsx';

export const metadata: Metadata = { title: 'New tier · Rate limits' };

/** Which limits belong together? */
export default function NewTierPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Rate limits', href: '/rate-limits' }, { label: 'New tier' }]} />
      <PageHeader
        title="New tier"
        answer="Limits that go together, to give to keys, teams and roles by one name. Empty fields limit nothing."
      />
      <div className="px-(--gutter) pb-12">
        <TierForm />
      </div>
    </>
  );
}
