import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { AddPersonForm } from '../_components/add-person-form.tsx';
import { roleOptions } from '../_components/role-options.ts';

export const metadata: Metadata = { title: 'Add person · People' };

export default async function NewPersonPage() {
  const options = await roleOptions();
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'People', href: '/users' }, { label: 'Add person' }]} />
      <PageHeader
        title="Add person"
        answer="They get a temporary password that works for seven days and must be changed at the first sign-in."
      />
      <div className="px-(--gutter) pb-12">
        <AddPersonForm roles={options} />
      </div>
    </>
  );
}
