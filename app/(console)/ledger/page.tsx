import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { buttonClasses } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { ledgerKinds } from '#lib/contracts/ledger.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listLedger } from '#lib/ledger/index.ts';
import { chosenValue, textValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { ledgerColumns, ledgerWords } from './_components/ledger-columns.tsx';

export const metadata: Metadata = { title: 'Ledger' };

const urlSpec = { filters: { budget: ['is'], kind: ['is'], period: ['is'] } } as const satisfies UrlSpec;

const instantOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;

/** Which money moved, why, and what does an account stand at? */
export default async function LedgerPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/ledger', searchParams, urlSpec);
  const { state } = list;
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
      <DroppedNotice dropped={list.dropped} />
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
        columns={ledgerColumns(budgetId !== undefined)}
        {...listProps(list, 'entries', entries)}
        rowName={(row) => `${ledgerWords[row.kind]} ${row.amount_usd}`}
        reader={reader}
        now={now}
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
        empty={{ title: 'No money has moved yet', children: 'The first call is booked within a second of its end.' }}
      />
    </>
  );
}
