import type { Metadata } from 'next';
import { type BudgetRow, budgetFormat } from '#components/budgets/budget-words.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import type { FilterField } from '#components/data-table/filter-field.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { budgetColumns } from './_components/budget-columns.tsx';
import { budgetTree } from './_components/budget-tree.ts';
import { budgetListInput, budgetUrlSpec } from './_components/budget-url.ts';

export const metadata: Metadata = { title: 'Budgets' };

/** "Research", "Research and Growth", "Research, Growth and 3 more". */
function namesOf(rows: readonly BudgetRow[]): string {
  const names = rows.slice(0, 2).map(({ name }) => name);
  return rows.length > 2 ? `${names.join(', ')} and ${rows.length - 2} more` : names.join(' and ');
}

/** Which hold, and which will not. */
function answerOf(rows: readonly BudgetRow[], reader: Reader, now: string): string {
  if (rows.length === 0) return 'A budget limits what calls may cost, before they are made.';
  const exceeded = rows.filter(({ state }) => state === 'exceeded');
  const passing = rows
    .flatMap((row) => (row.forecast?.passes_limit_at ? [{ row, at: row.forecast.passes_limit_at }] : []))
    .sort((one, other) => one.at.localeCompare(other.at));
  const [next] = passing;
  const first = exceeded.length === 0 ? 'No budget is exceeded.' : `${exceeded.length} of ${rows.length} exceeded: ${namesOf(exceeded)}.`;
  if (next === undefined) return `${first} None of the others is expected to pass its limit.`;
  const day = budgetFormat(reader, next.row).day(new Date(next.at), new Date(now));
  const more = passing.length === 1 ? '' : `, ${passing.length - 1} more later`;
  return `${first} ${next.row.name} is expected to pass its limit on ${day}${more}.`;
}

/** Which budgets hold, and which will not? */
export default async function BudgetsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/budgets', searchParams, budgetUrlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, budgets] = await Promise.all([loadReader(), perform(listBudgets, budgetListInput(state, q))]);
  const rows = budgets.data?.data ?? [];
  const create = holds(me.permissions, 'budgets.write') ? (
    <ButtonLink variant="primary" href="/budgets/new">
      New budget
    </ButtonLink>
  ) : undefined;
  const loans = holds(me.permissions, 'budgets.read') ? <ButtonLink href="/budgets/loans">Loans</ButtonLink> : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Budgets' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Budgets"
        answer={budgets.problem === undefined ? answerOf(rows, reader, now) : undefined}
        actions={loans}
        primary={create}
      />
      <DataTable
        label="Budgets"
        columns={budgetColumns(reader, now)}
        {...listProps(list, 'budgets', budgets)}
        rows={budgetTree(rows)}
        rowName={(row) => row.name}
        opens={(row) => `/budgets/${row.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search budget, team, person or key', value: q }}
        filters={{ fields: filterFields, active: state.filters, suggested: [{ field: 'period', operator: 'is', values: ['monthly'] }] }}
        empty={{
          title: 'No budget limits anything yet',
          children: 'A budget refuses a call before it is made when it would cost more than is left.',
          ...(create === undefined ? {} : { action: <ButtonLink href="/budgets/new">New budget</ButtonLink> }),
        }}
      />
    </>
  );
}

const choice = (field: string, label: string, values: Readonly<Record<string, string>>): FilterField => ({
  ...{ field, label, kind: 'choice', operators: ['is'] },
  options: Object.entries(values).map(([value, text]) => ({ value, label: text })),
});

const filterFields: readonly FilterField[] = [
  choice('scope', 'For', {
    ...{ tenant: 'Organization', department: 'Department', team: 'Team', user: 'Person' },
    ...{ project: 'Project', environment: 'Environment', cost_center: 'Cost center' },
    ...{ key: 'Key', provider: 'Provider', model: 'Model', tag: 'Tag' },
  }),
  choice('period', 'Period', { daily: 'Day', weekly: 'Week', monthly: 'Month', quarterly: 'Quarter', annual: 'Year', fixed: 'Fixed' }),
  choice('enforcement', 'Enforcement', { hard: 'Hard', soft: 'Soft', grace: 'Grace' }),
  choice('status', 'Status', { active: 'Active', archived: 'Archived', all: 'All' }),
];
