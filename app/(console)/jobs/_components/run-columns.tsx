import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import type { JobRun } from '#lib/contracts/jobs.ts';
import { RunState } from './run-state.tsx';

/** A run as pages have it. */
export type RunRow = z.input<typeof JobRun>;

const triggers = { schedule: 'Schedule', event: 'Event', manual: 'By hand' } as const;
const reaches = { installation: 'Whole installation', organization: 'This organization' } as const;

/** What started a run, in words. */
export const triggerOf = ({ trigger }: Pick<RunRow, 'trigger'>): string => triggers[trigger];

/** Whom a run works for, in words. */
export const reachOf = ({ of }: Pick<RunRow, 'of'>): string => reaches[of];

/** Seconds from the first attempt's begin to the end, sleeps included; null while there is none. */
export const secondsOf = ({ started_at, ended_at }: Pick<RunRow, 'started_at' | 'ended_at'>): number | null =>
  started_at === null || ended_at === null ? null : (Date.parse(ended_at) - Date.parse(started_at)) / 1000;

const took = (row: RunRow): string | null => {
  const seconds = secondsOf(row);
  if (seconds !== null && seconds < 0.1) return '< 0.1 s';
  return seconds === null ? null : seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
};

export const runColumns: readonly Column<RunRow>[] = [
  { id: 'job', header: 'Job', value: (row) => row.job_id, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <RunState state={row.state} />, narrow: true },
  { id: 'trigger', header: 'Started by', value: triggerOf },
  { id: 'of', header: 'Works for', value: reachOf },
  { id: 'failures', header: 'Failed attempts', value: (row) => row.failures, format: 'count', align: 'end' },
  { id: 'error', header: 'Failure', value: (row) => row.error ?? row.error_kind },
  { id: 'took', header: 'Took', value: took, align: 'end' },
  { id: 'created', header: 'Made', value: (row) => row.created_at, format: 'time', sort: 'created_at', descendingFirst: true },
];
