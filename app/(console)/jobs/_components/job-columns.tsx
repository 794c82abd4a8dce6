import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import type { Job } from '#lib/contracts/jobs.ts';
import { RunState } from './run-state.tsx';

/** A background function as pages have it. */
export type JobRow = z.input<typeof Job>;

/** When it runs, as it is declared. */
export const scheduleOf = ({ crons, events }: Pick<JobRow, 'crons' | 'events'>): string => [...crons, ...events].join(', ');

export const jobColumns: readonly Column<JobRow>[] = [
  { id: 'job', header: 'Job', value: (row) => row.id, narrow: true },
  { id: 'summary', header: 'What it does', value: (row) => row.summary },
  { id: 'last', header: 'Last run', cell: (row) => (row.last_run === null ? null : <RunState state={row.last_run.state} />), narrow: true },
  { id: 'at', header: 'Made', value: (row) => row.last_run?.created_at ?? null, format: 'time' },
  { id: 'next', header: 'Next', value: (row) => row.next_at, format: 'time' },
  { id: 'schedule', header: 'Started by', value: scheduleOf },
];
