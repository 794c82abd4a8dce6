import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { ledgerKinds } from '#lib/contracts/ledger.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listLedger } from '#lib/ledger/index.ts';
import { chosenValue, droppedOf, textValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { ledgerColumns, ledgerWords } from './_components/ledger-columns.tsx';

export const metadata: Metadata = { title: 'Ledger · Tollgate' };

const urlSpec = { filters: { budget: ['is'], kind: ['is'], period: ['is'] } } as const satisfies UrlSpec;

const instantOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;

/** Which money moved, why, and what does an account stand at? */
export default async function LedgerPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const budgetId = textValue(state, 'budget');
  const filter = {
    budget_id: budgetId,
    kind: chosenValue(state, 'kind', ledgerKinds),
    period_start: instantOf(textValue(state, 'period')),
  };
  const [{ reader, now, me }, entries, budgets] = await Promise.all([
    loadReader(),
    perform(listLedger, { ...filter, cursor: state.cursor }),
    perform(listBudgets, { limit: 200 }),
  ]);
  const known = budgets.data?.data ?? [];
  const name = known.find(({ id }) => id === budgetId)?.name;
  const wanted = Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  const query = new URLSearchParams(wanted.map(([key, value]) => [key, value])).toString();
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Ledger' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Ledger"
        answer={
          budgetId === undefined
            ? 'Every movement of the organization’s money, newest first. Choose a budget to see its balance.'
            : `Every movement of ${name ?? 'this budget'}, newest first, with the balance of its period. No entry is ever changed.`
        }
        primary={
          holds(me.permissions, 'ledger.adjust') ? (
            <ButtonLink variant="primary" href="/ledger/new">
              Book an adjustment
            </ButtonLink>
          ) : undefined
        }
        actions={
          <a className={buttonClasses({})} href={`/api/v1/ledger/export${query === '' ? '' : `?${query}`}`} download>
            Download CSV
          </a>
        }
      />
      <DataTable
        label="Ledger"
        noun="entries"
        columns={ledgerColumns(budgetId !== undefined)}
        rows={entries.data?.data ?? []}
        rowId={(row) => row.id}
        rowName={(row) => `${ledgerWords[row.kind]} ${row.amount_usd}`}
        url={listUrl('/ledger', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        filters={{
          fields: [
            {
              field: 'budget',
              label: 'Budget',
              kind: 'choice',
              operators: ['is'],
              options: known.map(({ id, name: label }) => ({ value: id, label })),
            },
            {
              ...{ field: 'kind', label: 'Kind', kind: 'choice', operators: ['is'] },
              options: ledgerKinds.map((value) => ({ value, label: ledgerWords[value] })),
            },
            { field: 'period', label: 'Period from', kind: 'text', operators: ['is'] },
          ],
          active: state.filters,
        }}
        older={entries.data?.next_cursor ?? undefined}
        problem={tableProblem('entries', entries.problem)}
        empty={{ title: 'No money has moved yet', children: 'The first call is booked within a second of its end.' }}
      />
    </>
  );
}
