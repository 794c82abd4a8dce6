import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { AddPersonForm } from '../_components/add-person-form.tsx';

export const metadata: Metadata = { title: 'Add person · People · Tollgate' };

export default async function NewPersonPage() {
  const roles = await perform(listRoles, {});
  const options = (roles.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title }));
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
