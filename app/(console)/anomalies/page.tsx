import type { Metadata } from 'next';
import type { z } from 'zod';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { getAccuracy, listAnomalies } from '#lib/anomalies/index.ts';
import { type anomalyAccuracy, anomalyMetrics } from '#lib/contracts/anomalies.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { AnomalyActions } from './_components/anomaly-actions.tsx';
import { type AnomalyRow, AnomalyState, anomalyColumns, anomalyFigure, anomalyTitle } from './_components/anomaly-columns.tsx';

export const metadata: Metadata = { title: 'Anomalies' };

const urlSpec = {
  filters: { metric: ['is'], state: ['is'] },
  sorts: ['started_at'],
  defaultSort: { field: 'started_at', descending: true },
} as const satisfies UrlSpec;
const metricOptions = [
  { value: 'cost', label: 'Spend' },
  { value: 'requests', label: 'Calls' },
  { value: 'errors', label: 'Errors' },
  { value: 'latency', label: 'Latency' },
];
const stateOptions = [
  { value: 'open', label: 'Open' },
  { value: 'dismissed', label: 'Dismissed' },
];

/** How far the hours were looked through, and how often that tells something. */
function answerOf(accuracy: z.input<typeof anomalyAccuracy.output> | undefined): string {
  if (accuracy === undefined || accuracy.scanned_to === null)
    return 'Each hour is compared with what is usual; none was looked through yet.';
  const bound = accuracy.false_alarms_per_month_max;
  const rate =
    bound === null
      ? ''
      : ` On the past it tells of ${bound < 1 ? 'less than one' : `about ${Math.round(bound)}`} a month, which bounds false alarms.`;
  const said = accuracy.decided === 0 ? '' : ` ${accuracy.false_alarms} of ${accuracy.decided} that people judged were false alarms.`;
  return `${accuracy.series} series of spend, calls, errors and latency are watched hour by hour.${rate}${said}`;
}

function AnomalyPanel({ row, reader, now, mayWrite }: { row: AnomalyRow; reader: Reader; now: string; mayWrite: boolean }) {
  const format = createFormat(reader);
  return (
    <SidePanel
      title={anomalyTitle(row)}
      badge={<AnomalyState state={row.state} feedback={row.feedback} />}
      actions={mayWrite && row.state === 'open' ? <AnomalyActions id={row.id} /> : undefined}
    >
      <Facts
        facts={[
          { label: 'Was', value: anomalyFigure(row.metric, row.actual) },
          { label: 'Usual', value: anomalyFigure(row.metric, row.expected) },
          { label: 'Began', value: <TimeText at={row.started_at} reader={reader} now={now} absolute /> },
          { label: 'Ended', value: <TimeText at={row.ended_at} reader={reader} now={now} absolute /> },
          { label: 'Strangeness', value: `${row.strength.toFixed(1)} deviations` },
          ...(row.reason === '' ? [] : [{ label: 'Reason', value: row.reason }]),
        ]}
      />
      <h3 className="mt-6 mb-2 font-semibold text-body">What explains it</h3>
      {row.parts.length === 0 ? (
        <p className="text-control text-second">Nothing single: it is spread, or this is the part itself.</p>
      ) : null}
      <ol className="flex flex-col">
        {row.parts.map((part) => (
          <li key={`${part.dimension} ${part.id}`} className="flex flex-wrap justify-between gap-2 border-b py-2 text-control">
            <span className="break-words">
              {part.name ?? part.id} <span className="text-quiet">{part.dimension}</span>
            </span>
            <span>
              {anomalyFigure(row.metric, part.actual)} instead of {anomalyFigure(row.metric, part.expected)}, {format.percent(part.share)}
            </span>
          </li>
        ))}
      </ol>
    </SidePanel>
  );
}

/** What is odd, and who caused it? */
export default async function AnomaliesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/anomalies', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, anomalies, accuracy] = await Promise.all([
    loadReader(),
    perform(listAnomalies, {
      cursor: state.cursor,
      metric: chosenValue(state, 'metric', anomalyMetrics),
      state: chosenValue(state, 'state', ['open', 'dismissed']),
      sort: sortValue(state, ['started_at', '-started_at']),
    }),
    perform(getAccuracy, {}),
  ]);
  const rows = anomalies.data?.data ?? [];
  const open = rows.find(({ id }) => id === state.open);
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Anomalies' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader title="Anomalies" answer={answerOf(accuracy.data)} />
      <DataTable
        label="Anomalies"
        columns={anomalyColumns}
        {...listProps(list, 'anomalies', anomalies)}
        rows={rows}
        rowName={anomalyTitle}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [
            { field: 'metric', label: 'Metric', kind: 'choice', operators: ['is'], options: metricOptions },
            { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions },
          ],
          active: state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['open'] }],
        }}
        empty={{ title: 'Nothing odd', children: 'Hours that are far from the usual, and matter, stand here with what explains them.' }}
      />
      {open === undefined ? null : <AnomalyPanel row={open} reader={reader} now={now} mayWrite={holds(me.permissions, 'alerts.write')} />}
    </>
  );
}
