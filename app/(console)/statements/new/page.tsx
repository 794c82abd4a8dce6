import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { scopeOptions } from '../../budgets/_components/scope-options.ts';
import { IssueForm } from '../_components/issue-form.tsx';

export const metadata: Metadata = { title: 'Issue statement · Statements' };

/** Whose closed period is to be stated? */
export default async function IssueStatementPage() {
  const { department, team, project, cost_center } = await scopeOptions();
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Statements', href: '/statements' }, { label: 'Issue statement' }]} />
      <PageHeader title="Issue statement" answer="It gets the next number and never changes again; corrections stand in the next one." />
      <div className="px-(--gutter) pb-12">
        <IssueForm {...{ department, team, project, cost_center }} />
      </div>
    </>
  );
}
