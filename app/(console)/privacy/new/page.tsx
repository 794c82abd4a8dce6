import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { peopleOptions } from '../_components/people-options.ts';
import { RequestForm } from '../_components/request-form.tsx';

export const metadata: Metadata = { title: 'Note a request · Privacy' };

/** Who asks for what? */
export default async function NewPrivacyRequestPage() {
  const people = await peopleOptions();
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Privacy', href: '/privacy' }, { label: 'Note a request' }]} />
      <PageHeader title="Note a request" answer="Its time runs from now. Nothing is given out or erased before the identity is checked." />
      <div className="px-(--gutter) pb-12">
        <RequestForm people={people} />
      </div>
    </>
  );
}
