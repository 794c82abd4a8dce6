import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { deliveryStates, type ReportDelivery } from '#lib/contracts/report-schedules.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDeliveries, listSchedules } from '#lib/reports/index.ts';
import { chosenValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { ReportTabs } from '../_components/report-tabs.tsx';
import { RetryDelivery } from '../_components/retry-delivery.tsx';

export const metadata: Metadata = { title: 'Deliveries · Reports' };

const urlSpec = { filters: { state: ['is'], schedule: ['is'] } } as const satisfies UrlSpec;

type Row = z.input<typeof ReportDelivery>;

const states: Readonly<Record<Row['state'], readonly [word: string, tone: Tone]>> = {
  queued: ['Waiting', 'info'],
  sent: ['Sent', 'success'],
  failed: ['Failed', 'danger'],
  skipped: ['Not sent', 'warning'],
};

const fileHref = ({ schedule_id: schedule, id }: Row): string => `/api/v1/reports/schedules/${schedule}/deliveries/${id}/file`;

function columnsFor(reader: Reader, now: string, mayWrite: boolean): readonly Column<Row>[] {
  const periodOf = ({ from, to, time_zone: timeZone }: Row): string =>
    createFormat({ ...reader, timeZone }).dayRange(new Date(from), new Date(new Date(to).getTime() - 1), new Date(now));
  return [
    { id: 'recipient', header: 'Recipient', value: ({ recipient }) => recipient, narrow: true },
    {
      id: 'state',
      header: 'State',
      cell: ({ state }) => <StatusBadge tone={states[state][1]}>{states[state][0]}</StatusBadge>,
      narrow: true,
    },
    { id: 'schedule', header: 'Report', value: ({ schedule_name: name }) => name },
    { id: 'period', header: 'Period', value: periodOf },
    { id: 'due', header: 'Due', value: ({ due_at: due }) => new Date(due), format: 'instant' },
    { id: 'sent', header: 'Sent', value: ({ sent_at: sent }) => (sent === null ? null : new Date(sent)), format: 'time' },
    { id: 'reason', header: 'Why', value: ({ reason }) => reason },
    {
      ...{ id: 'file', header: 'File' },
      cell: (row) =>
        row.file_name === null ? null : (
          <a className="text-accent-text underline" href={fileHref(row)} download>
            Download
          </a>
        ),
    },
    {
      ...{ id: 'retry', header: 'Again' },
      cell: ({ state, schedule_id: scheduleId, id, recipient }) =>
        mayWrite && (state === 'failed' || state === 'skipped') ? (
          <RetryDelivery scheduleId={scheduleId} id={id} recipient={recipient} />
        ) : null,
    },
  ];
}

/** Did the reports arrive? */
export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/reports/deliveries', searchParams, urlSpec);
  const { state } = list;
  const schedule = state.filters.find(({ field }) => field === 'schedule')?.values[0];
  const [{ reader, now, me }, schedules, deliveries] = await Promise.all([
    loadReader(),
    perform(listSchedules, { limit: 200 }),
    perform(listDeliveries, {
      ...{ cursor: state.cursor, state: chosenValue(state, 'state', deliveryStates) },
      ...(schedule === undefined ? {} : { schedule_id: schedule }),
    }),
  ]);
  const failed = (deliveries.data?.data ?? []).filter(({ state: one }) => one === 'failed').length;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reports', href: '/reports' }, { label: 'Deliveries' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Reports"
        answer={
          failed === 0
            ? 'Each recipient has one line for each period: sent once, or why not.'
            : `${failed} of the newest could not be sent.`
        }
      />
      <div className="pb-3">
        <ReportTabs current="deliveries" />
      </div>
      <DataTable
        label="Deliveries"
        columns={columnsFor(reader, now, holds(me.permissions, 'reports.write'))}
        {...listProps(list, 'deliveries', deliveries)}
        rowName={({ recipient, schedule_name: name }) => `${name} for ${recipient}`}
        reader={reader}
        now={now}
        filters={{
          fields: [
            {
              ...{ field: 'schedule', label: 'Report', kind: 'choice', operators: ['is'] },
              options: (schedules.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            },
            {
              ...{ field: 'state', label: 'State', kind: 'choice', operators: ['is'] },
              options: deliveryStates.map((value) => ({ value, label: states[value][0] })),
            },
          ],
          active: state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['failed'] }],
        }}
        empty={{ title: 'Nothing was sent yet', children: 'What scheduled reports sent, and what they could not send, stands here.' }}
      />
    </>
  );
}
