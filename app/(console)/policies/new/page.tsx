import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { NewPolicyForm } from '../_components/new-policy-form.tsx';

export const metadata: Metadata = { title: 'New policy' };

/** What should a new policy be about? */
export default function NewPolicyPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Policies', href: '/policies' }, { label: 'New' }]} />
      <PageHeader
        title="New policy"
        answer="It begins as a draft that does nothing. Its rules come next, then you try them on past calls."
      />
      <div className="px-(--gutter) pt-4 pb-12">
        <NewPolicyForm />
      </div>
    </>
  );
}
