import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { ReportSchedule } from '#lib/contracts/report-schedules.ts';
import { formatWords, kindWords, timesText } from './report-words.ts';

/** A schedule as pages have it. */
export type ScheduleRow = z.input<typeof ReportSchedule>;

/** How a schedule stands; one that nobody paused says why it is. */
export const ScheduleState = ({ row }: { row: ScheduleRow }) =>
  row.status === 'active' ? (
    <StatusBadge tone="success">Active</StatusBadge>
  ) : (
    <StatusBadge tone={row.paused_reason === null ? 'neutral' : 'warning'}>{row.paused_reason === null ? 'Paused' : 'Stopped'}</StatusBadge>
  );

export const scheduleColumns: readonly Column<ScheduleRow>[] = [
  { id: 'name', header: 'Name', value: ({ name }) => name, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <ScheduleState row={row} />, narrow: true },
  { id: 'kind', header: 'Report', value: ({ kind }) => kindWords[kind] },
  { id: 'scope', header: 'For', value: ({ scope }) => scope.name },
  { id: 'when', header: 'When', value: timesText },
  { id: 'recipients', header: 'Recipients', value: ({ recipients }) => recipients.length, format: 'count', align: 'end' },
  { id: 'format', header: 'File', value: ({ format }) => formatWords[format], optional: true },
  { id: 'author', header: 'Author', value: ({ author }) => author.name, optional: true },
  { id: 'next', header: 'Next', value: ({ next_run_at: next }) => (next === null ? null : new Date(next)), format: 'instant' },
];
