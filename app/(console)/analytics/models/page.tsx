import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { getModels } from '#lib/analytics/index.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { AnalyticsHead } from '../_components/analytics-head.tsx';
import { type ModelRow, modelColumns } from '../_components/model-columns.tsx';
import { openPage } from '../_components/open-page.ts';
import { RankingNote } from '../_components/ranking-note.tsx';

export const metadata: Metadata = { title: 'Models · Insights' };

/** How many are used, and what would save most. */
function answerOf(rows: readonly ModelRow[], reader: Reader): string {
  if (rows.length === 0) return 'No model was called in this range.';
  const format = createFormat(reader);
  const savings = rows.map((row) => ({ row, nano: parseUsd(row.saving_usd) ?? 0n })).filter(({ nano }) => nano > 0n);
  const [most] = savings.toSorted((one, other) => (one.nano < other.nano ? 1 : -1));
  const used = `${format.countExact(rows.length)} ${rows.length === 1 ? 'model was' : 'models were'} called.`;
  return most === undefined
    ? `${used} None has an alternative here that is clearly better or cheaper.`
    : `${used} ${most.row.alternative} in the place of ${most.row.model} would have saved ${format.moneyLead(most.nano)}.`;
}

/** Which models are worth their money, and which are not? */
export default async function ModelInsightsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const page = await openPage(search);
  const { reader, now, state, input } = page;
  const { data, problem } = await perform(getModels, { ...input, compare: 'none' });
  const rows = data?.data ?? [];
  return (
    <>
      <AnalyticsHead page={page} title="Models" answer={data === undefined ? undefined : answerOf(rows, reader)} current="models" />
      {data === undefined ? null : <RankingNote thresholds={data.thresholds} />}
      <DataTable
        label="Models"
        noun="models"
        columns={modelColumns(reader)}
        rows={rows}
        rowId={({ model }) => model}
        rowName={({ model }) => model}
        opens={({ model }) => `/usage?f.model=is:${encodeURIComponent(model)}`}
        url={listUrl('/analytics/models', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        problem={tableProblem('models', problem)}
        empty={{ title: 'No calls in this range', children: 'Choose a longer range or another scope.' }}
      />
    </>
  );
}
