import { asc } from 'drizzle-orm';
import { jobFunction } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type Job, jobList } from '#lib/contracts/jobs.ts';
import { nextOccurrence } from '#lib/core/cron.ts';
import { readNewestRuns } from './read-runs.ts';

export const listJobs = defineQuery(jobList, async ({ tx, tenantId, now }) => {
  const declared = await tx.select().from(jobFunction).orderBy(asc(jobFunction.id));
  const lastOf = new Map((await readNewestRuns(tx, tenantId)).map((run) => [run.job_id, run]));
  const data = declared.map((row): Job => {
    const times = row.crons.flatMap((cron) => nextOccurrence(cron, now.getTime()) ?? []);
    return {
      id: row.id,
      summary: row.summary,
      crons: row.crons,
      events: row.events,
      retries: row.retries,
      runner: row.runner,
      next_at: times.length === 0 ? null : new Date(Math.min(...times)),
      last_run: lastOf.get(row.id) ?? null,
      seen_at: row.seenAt,
    };
  });
  return { data };
});
