import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { createFormat } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsageEvents } from '#lib/usage/index.ts';
import { droppedOf } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { callColumns } from './_components/call-columns.tsx';
import { CallPanel } from './_components/call-panel.tsx';
import { usageFields } from './_components/usage-fields.ts';
import { usageListInput, usageUrlSpec } from './_components/usage-url.ts';

export const metadata: Metadata = { title: 'Usage log · Tollgate' };

/** What happened to this call? */
export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, usageUrlSpec);
  const { reader, now, me } = await loadReader();
  const context = { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(me.tenant.created_at) };
  const [calls, fields] = await Promise.all([perform(listUsageEvents, usageListInput(state, context)), usageFields()]);
  const until = calls.data?.searched_until;
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Gateway' }, { label: 'Usage log' }]}
        controls={<PageControls range={state.range} comparison="none" defaultRange={usageUrlSpec.defaultRange} />}
      />
      <DroppedNotice
        dropped={droppedOf(dropped)}
        sentences={until ? [`Searched back to ${createFormat(reader).dateTime(new Date(until), new Date(now))}; go on with Older.`] : []}
      />
      <PageHeader title="Usage log" answer="Every call exactly once, with its tokens, its cost and who made it. Times are in your zone." />
      <DataTable
        label="Calls"
        noun="calls"
        columns={callColumns(reader)}
        rows={calls.data?.data ?? []}
        rowId={(call) => call.id}
        rowName={(call) => `Call of ${call.occurred_at}`}
        opens="panel"
        url={listUrl('/usage', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        open={state.open}
        density="compact"
        filters={{ fields, active: state.filters, suggested: [{ field: 'status', operator: 'is', values: ['failed'] }] }}
        older={calls.data?.next_cursor ?? undefined}
        problem={tableProblem('calls', calls.problem)}
        empty={{ title: 'No call in this range', children: 'Send the first with the curl that the start printed, or widen the range.' }}
      />
      {state.open === undefined ? null : <CallPanel id={state.open} reader={reader} now={now} />}
    </>
  );
}
