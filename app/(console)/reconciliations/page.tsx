import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { listProviders } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listReconciliations } from '#lib/reconciliations/index.ts';
import { chosenValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { reconciliationColumns } from './_components/reconciliation-columns.tsx';
import { ReconciliationPanel } from './_components/reconciliation-panel.tsx';
import { ReconciliationTabs } from './_components/reconciliation-tabs.tsx';
import { UploadFigures } from './_components/upload-figures.tsx';

export const metadata: Metadata = { title: 'Reconciliation' };

const urlSpec = { filters: { state: ['is'] } } as const satisfies UrlSpec;
const stateOptions = [
  { value: 'matched', label: 'Matched' },
  { value: 'explained', label: 'Explained' },
  { value: 'unexplained', label: 'Unexplained' },
];

/** Does the provider bill what was metered? */
export default async function ReconciliationsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/reconciliations', searchParams, urlSpec);
  const { state } = list;
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
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Reconciliation"
        answer="A provider’s own export beside what was metered, by UTC day and model, with what explains each difference."
      />
      <ReconciliationTabs current="comparisons" />
      {providers.length === 0 ? null : <UploadFigures providers={providers} />}
      <DataTable
        label="Comparisons"
        columns={reconciliationColumns}
        {...listProps(list, 'comparisons', compared)}
        rowName={(row) => `${row.provider}, ${row.from} to ${row.to}`}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [{ field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions }],
          active: state.filters,
        }}
        empty={{ title: 'Nothing has been compared yet', children: 'Upload the usage or cost export of a provider’s console.' }}
      />
      {state.open === undefined ? null : <ReconciliationPanel id={state.open} reader={reader} mayApply={mayWrite} />}
    </>
  );
}
