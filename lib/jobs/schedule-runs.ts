import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { jobFunction, jobRun } from '#db/schema/index.ts';
import { lastOccurrence } from '#lib/core/cron.ts';
import { newUuid } from '#lib/core/ids.ts';
import { cronsOf, type DurableFunction, eventsOf, functionDefaults, installationId } from './durable-function.ts';

type Declared = Pick<DurableFunction<never>, 'id' | 'summary' | 'triggers' | 'retries'>;

/** Occurrences that were missed longer ago are not made up for. */
const lookBackMs = 32 * 86_400_000;
/** What was missed while no worker ran waits until the gateway and the console have come up. */
const afterStartMs = 120_000;

/** Writes down which functions this version has and who carries them out, for the Jobs page; answers whether somebody else did so far. */
export async function registerFunctions(
  jobs: Database,
  functions: readonly Declared[],
  runner: 'embedded' | 'inngest',
  now: Date,
): Promise<boolean> {
  const rows = functions.map((declared) => ({
    ...{ id: declared.id, summary: declared.summary, crons: [...cronsOf(declared)], events: [...eventsOf(declared)] },
    ...{ retries: declared.retries ?? functionDefaults.retries, runner, seenAt: now },
  }));
  return await jobs.transaction(async (tx) => {
    const former = await tx.selectDistinct({ runner: jobFunction.runner }).from(jobFunction);
    const ids = rows.map(({ id }) => id);
    await tx.delete(jobFunction).where(ids.length === 0 ? undefined : notInArray(jobFunction.id, ids));
    for (const row of rows) await tx.insert(jobFunction).values(row).onConflictDoUpdate({ target: jobFunction.id, set: row });
    return former.some((one) => one.runner !== runner);
  });
}

/** The last occurrence that each function had a run for, in milliseconds. */
async function lastScheduled(jobs: Database, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await jobs
    .select({ id: jobRun.functionId, at: sql<number>`extract(epoch from max(${jobRun.scheduledAt}))::float8 * 1000` })
    .from(jobRun)
    .where(and(eq(jobRun.tenantId, installationId), inArray(jobRun.functionId, [...ids])))
    .groupBy(jobRun.functionId);
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, Math.round(at)]])));
}

/** A function whose last run is still under way, or waits for another try, gets no second one. */
async function insertRun(jobs: Database, functionId: string, scheduledAt: Date, now: Date): Promise<boolean> {
  const made = await jobs.execute(sql`
    insert into job_run (tenant_id, id, function_id, trigger, scheduled_at, due_at, created_at)
    select ${installationId}::uuid, ${newUuid(now.getTime())}::uuid, ${functionId}, 'schedule', ${scheduledAt.toISOString()}::timestamptz,
      ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
    where not exists (select from job_run where tenant_id = ${installationId}::uuid and function_id = ${functionId}
      and state not in ('succeeded', 'failed'))
    on conflict do nothing returning id`);
  return made.length > 0;
}

/**
 * Makes a run for each schedule whose time has come since its last run, one however many occurrences were missed. Safe to be
 * done by two processes: an occurrence has one run. Answers how many were made.
 */
export async function scheduleRuns(
  jobs: Database,
  functions: readonly Pick<Declared, 'id' | 'triggers'>[],
  { now, startedAt }: { readonly now: Date; readonly startedAt: Date },
): Promise<number> {
  const scheduled = functions.filter((declared) => cronsOf(declared).length > 0);
  if (scheduled.length === 0) return 0;
  const nowMs = now.getTime();
  const last = await lastScheduled(
    jobs,
    scheduled.map(({ id }) => id),
  );
  let made = 0;
  for (const declared of scheduled) {
    const sinceMs = Math.max(last.get(declared.id) ?? 0, nowMs - lookBackMs);
    const occurrences = cronsOf(declared).flatMap((cron) => lastOccurrence(cron, sinceMs, nowMs) ?? []);
    const at = Math.max(...occurrences);
    const isMissed = at <= startedAt.getTime() && nowMs < startedAt.getTime() + afterStartMs;
    if (occurrences.length === 0 || isMissed) continue;
    if (await insertRun(jobs, declared.id, new Date(at), now)) made += 1;
  }
  return made;
}
