import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat } from '#lib/core/format.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { callColumns } from './_components/call-columns.tsx';
import { CallPanel } from './_components/call-panel.tsx';
import { findCalls } from './_components/find-calls.ts';
import { usageFields } from './_components/usage-fields.ts';
import { usageListInput, usageUrlSpec } from './_components/usage-url.ts';

export const metadata: Metadata = { title: 'Usage log' };

/** What happened to this call? */
export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/usage', searchParams, usageUrlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const context = { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(me.tenant.created_at) };
  const [calls, fields] = await Promise.all([findCalls(usageListInput(state, context)), usageFields()]);
  const until = calls.data?.searched_until;
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Gateway' }, { label: 'Usage log' }]}
        controls={<PageControls range={state.range} comparison="none" defaultRange={usageUrlSpec.defaultRange} />}
      />
      <DroppedNotice
        dropped={list.dropped}
        sentences={until ? [`Searched back to ${createFormat(reader).dateTime(new Date(until), new Date(now))}; go on with Older.`] : []}
      />
      <PageHeader title="Usage log" answer="Every call exactly once, with its tokens, its cost and who made it. Times are in your zone." />
      <DataTable
        label="Calls"
        columns={callColumns(reader)}
        {...listProps(list, 'calls', calls)}
        rowName={(call) => `Call of ${call.occurred_at}`}
        opens="panel"
        reader={reader}
        now={now}
        density="compact"
        filters={{ fields, active: state.filters, suggested: [{ field: 'status', operator: 'is', values: ['failed'] }] }}
        empty={
          until
            ? { title: 'No call up to there', children: 'Older calls were not looked at yet: go on with Older.' }
            : { title: 'No call in this range', children: 'Send the first with the curl that the start printed, or widen the range.' }
        }
      />
      {state.open === undefined ? null : (
        <CallPanel
          id={state.open}
          reader={reader}
          now={now}
          mayTrace={holds(me.permissions, 'audit.read')}
          mayReveal={holds(me.permissions, 'content.reveal')}
        />
      )}
    </>
  );
}
