import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { IssueForm } from '../_components/issue-form.tsx';

export const metadata: Metadata = { title: 'Issue statement · Statements · Tollgate' };

export default async function IssueStatementPage() {
  const [departments, teams] = await Promise.all([perform(listDepartments, { limit: 200 }), perform(listTeams, { limit: 200 })]);
  const options = (rows: readonly { id: string; name: string }[] | undefined) =>
    (rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Statements', href: '/statements' }, { label: 'Issue statement' }]} />
      <PageHeader title="Issue statement" answer="It gets the next number and never changes again; corrections stand in the next one." />
      <div className="px-(--gutter) pb-12">
        <IssueForm departments={options(departments.data?.data)} teams={options(teams.data?.data)} />
      </div>
    </>
  );
}
