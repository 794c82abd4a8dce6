import type { Metadata } from 'next';
import { nanoOf } from '#components/budgets/budget-words.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listBudgetLoans } from '#lib/budgets/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { type LoanRow, loanColumns, loanName } from './_components/loan-columns.tsx';

export const metadata: Metadata = { title: 'Loans · Budgets' };

const spec = { filters: { state: ['is'] } } as const satisfies UrlSpec;
const states = [
  { value: 'running', label: 'Running' },
  { value: 'all', label: 'All' },
];

function answerOf(rows: readonly LoanRow[], reader: Reader): string {
  const running = rows.filter(({ state }) => state === 'running');
  if (running.length === 0) return 'A team or department that has money left can lend of it until the period ends.';
  const sum = (field: 'lent_usd' | 'used_usd' | 'returned_usd') => running.reduce((total, row) => total + nanoOf(row[field]), 0n);
  const format = createFormat(reader);
  const lent = format.moneySum(sum('lent_usd') - sum('returned_usd'));
  return `${lent} ${running.length === 1 ? 'is lent' : `are lent in ${running.length} loans`}; ${format.moneySum(sum('used_usd'))} of it is used.`;
}

/** Who lent what of a budget to whom, and who used it? */
export default async function BudgetLoansPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/budgets/loans', searchParams, spec);
  const input = { cursor: list.state.cursor, state: chosenValue(list.state, 'state', ['running', 'all']) };
  const [{ reader, now, me }, loans] = await Promise.all([loadReader(), perform(listBudgetLoans, input)]);
  const mayLend = holds(me.permissions, 'budgets.write');
  const create = mayLend ? (
    <ButtonLink variant="primary" href="/budgets/loans/new">
      Lend budget
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Budgets', href: '/budgets' }, { label: 'Loans' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Loans"
        answer={loans.problem === undefined ? answerOf(loans.data?.data ?? [], reader) : undefined}
        primary={create}
      />
      <DataTable
        label="Budget loans"
        columns={loanColumns(mayLend)}
        {...listProps(list, 'loans', loans)}
        rowName={loanName}
        reader={reader}
        now={now}
        filters={{
          fields: [{ field: 'state', label: 'Status', kind: 'choice', operators: ['is'], options: states }],
          active: list.state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['running'] }],
        }}
        empty={{
          title: 'Nothing is lent',
          children: 'A loan raises one limit and lowers another by the same amount, for the running period alone.',
          action: create,
        }}
      />
    </>
  );
}
