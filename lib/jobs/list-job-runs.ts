import { sql } from 'drizzle-orm';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type JobRun, jobRunList } from '#lib/contracts/jobs.ts';
import { readRuns } from './read-runs.ts';

export const listJobRuns = defineQuery(jobRunList, async ({ tx, tenantId }, input) => {
  const order = {
    key: sql`runs.created_at`,
    type: 'time',
    id: sql`runs.id`,
    descending: input.sort === '-created_at',
    valueOf: (run: JobRun) => run.created_at.getTime(),
    idOf: (run: JobRun) => run.id,
  } as const;
  const keyset = keysetOf<JobRun>(input.sort, order, input.cursor);
  const ofJob = input.job_id === undefined ? sql`true` : sql`job_id = ${input.job_id}`;
  const ofState = input.state === 'all' ? sql`true` : sql`state = ${input.state}`;
  const tail = sql`where ${ofJob} and ${ofState} and ${keyset.after} order by ${keyset.orderBy} limit ${input.limit + 1}`;
  return keyset.page(await readRuns(tx, tenantId, tail), input.limit);
});
