import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { listProviders } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listReconciliations } from '#lib/reconciliations/index.ts';
import { chosenValue, droppedOf } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { reconciliationColumns } from './_components/reconciliation-columns.tsx';
import { ReconciliationPanel } from './_components/reconciliation-panel.tsx';
import { UploadFigures } from './_components/upload-figures.tsx';

export const metadata: Metadata = { title: 'Reconciliation · Tollgate' };

const urlSpec = { filters: { state: ['is'] } } as const satisfies UrlSpec;
const stateOptions = [
  { value: 'matched', label: 'Matched' },
  { value: 'explained', label: 'Explained' },
  { value: 'unexplained', label: 'Unexplained' },
];

/** Does the provider bill what was metered? */
export default async function ReconciliationsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const { reader, now, me } = await loadReader();
  const mayWrite = holds(me.permissions, 'reconciliations.write');
  const [compared, known] = await Promise.all([
    perform(listReconciliations, { cursor: state.cursor, state: chosenValue(state, 'state', ['matched', 'explained', 'unexplained']) }),
    mayWrite ? perform(listProviders, {}) : undefined,
  ]);
  const providers = (known?.data?.data ?? []).map(({ name, label }) => ({ value: name, label }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reconciliation' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Reconciliation"
        answer="A provider’s own export beside what was metered, by UTC day and model, with what explains each difference."
      />
      {providers.length === 0 ? null : <UploadFigures providers={providers} />}
      <DataTable
        label="Comparisons"
        noun="comparisons"
        columns={reconciliationColumns}
        rows={compared.data?.data ?? []}
        rowId={(row) => row.id}
        rowName={(row) => `${row.provider}, ${row.from} to ${row.to}`}
        opens="panel"
        url={listUrl('/reconciliations', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        open={state.open}
        filters={{
          fields: [{ field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions }],
          active: state.filters,
        }}
        older={compared.data?.next_cursor ?? undefined}
        problem={tableProblem('comparisons', compared.problem)}
        empty={{ title: 'Nothing has been compared yet', children: 'Upload the usage or cost export of a provider’s console.' }}
      />
      {state.open === undefined ? null : <ReconciliationPanel id={state.open} reader={reader} mayApply={mayWrite} />}
    </>
  );
}
