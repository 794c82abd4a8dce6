import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PurposeForm } from '../../_components/purpose-form.tsx';

export const metadata: Metadata = { title: 'Declare a purpose · Privacy' };

/** What is data about people for? */
export default function NewPurposePage() {
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Governance' },
          { label: 'Privacy', href: '/privacy' },
          { label: 'Consents', href: '/privacy/consents' },
          { label: 'Declare a purpose' },
        ]}
      />
      <PageHeader title="Declare a purpose" answer="Each person sees it under My account, and agrees there or withdraws." />
      <div className="px-(--gutter) pb-12">
        <PurposeForm />
      </div>
    </>
  );
}
