import type { Metadata } from 'next';
import { periodWords, scopeWords } from '#components/budgets/budget-words.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { listBudgets } from '#lib/budgets/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { everyPage } from '../../../_shell/every-page.ts';
import { LendForm } from '../_components/lend-form.tsx';

export const metadata: Metadata = { title: 'Lend budget · Loans · Budgets' };

const named = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ value: id, label: name }));

/** Whose money should somebody else spend? */
export default async function LendBudgetPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const page = (cursor: string | undefined) => ({ limit: 200, cursor });
  const [{ budget }, ofTeams, ofDepartments, teams, departments] = await Promise.all([
    searchParams,
    everyPage(async (cursor) => (await perform(listBudgets, { ...page(cursor), scope: 'team' })).data),
    everyPage(async (cursor) => (await perform(listBudgets, { ...page(cursor), scope: 'department' })).data),
    everyPage(async (cursor) => (await perform(listTeams, page(cursor))).data),
    everyPage(async (cursor) => (await perform(listDepartments, page(cursor))).data),
  ]);
  const budgets = [...ofTeams, ...ofDepartments]
    .filter(({ enforcement }) => enforcement !== 'soft')
    .map(({ id, name, scope, period }) => ({ value: id, label: name, detail: `${scopeWords(scope)}, ${periodWords[period]}` }));
  return (
    <>
      <PageBar
        crumbs={[
          { label: 'Spend' },
          { label: 'Budgets', href: '/budgets' },
          { label: 'Loans', href: '/budgets/loans' },
          { label: 'Lend budget' },
        ]}
      />
      <PageHeader
        title="Lend budget"
        answer="One limit goes down and the other up by the same amount until the running period of both ends. Nothing is lent that is spent or reserved."
      />
      <div className="px-(--gutter) pb-12">
        <LendForm
          budgets={budgets}
          teams={named(teams)}
          departments={named(departments)}
          {...(typeof budget === 'string' ? { budgetId: budget } : {})}
        />
      </div>
    </>
  );
}
