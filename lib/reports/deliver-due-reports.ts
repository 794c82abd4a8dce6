import { and, eq, sql } from 'drizzle-orm';
import { reportDelivery, reportSchedule } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { authorContext } from './author-context.ts';
import { duePeriods } from './due-periods.ts';
import { nextRunOf, readScheduleRow, type ScheduleRow, scheduleScope } from './schedule-rows.ts';
import { sendPeriod } from './send-period.ts';
import { requireRecipientsAllowed } from './subscriptions.ts';

const tenantsAtOnce = 100;
/** After these a period is given up, and the log says why. */
const attemptsMax = 5;
const backoffMs = 5 * 60_000;
const reasonLengthMax = 500;

/** What one run came to. */
export interface ReportsDelivered {
  /** Messages written. */
  readonly mailed: number;
  /** Schedules whose report could not be made. */
  readonly failed: number;
}

interface Work {
  readonly runtime: CommandRuntime;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** One schedule that is due, held until the end of the transaction; another process takes another one. */
async function claim(tx: TenantTransaction, tenantId: string, now: Date): Promise<ScheduleRow | undefined> {
  const [found] = await tx.execute<{ id: string }>(sql`
    select id from report_schedule where tenant_id = ${tenantId} and status = 'active' and next_run_at <= ${now.toISOString()}::timestamptz
    order by next_run_at, id limit 1 for update skip locked`);
  return found === undefined ? undefined : readScheduleRow({ tx, tenantId }, found.id);
}

async function setSchedule(tx: TenantTransaction, { tenantId, id }: ScheduleRow, set: Partial<ScheduleRow>): Promise<void> {
  await tx
    .update(reportSchedule)
    .set(set)
    .where(and(eq(reportSchedule.tenantId, tenantId), eq(reportSchedule.id, id)));
}

/** Rows without a message, so that the log says why nobody received anything. */
async function logWithout(tx: TenantTransaction, row: ScheduleRow, now: Date, state: 'skipped' | 'failed', reason: string): Promise<void> {
  const { tenantId } = row;
  for (const { day, atMs, period, subscribers } of await duePeriods({ tx, tenantId }, row, now.getTime())) {
    await tx.insert(reportDelivery).values(
      subscribers.map(({ id, email }) => ({
        ...{ tenantId, id: newUuid(now.getTime()), scheduleId: row.id, subscriptionId: id, recipient: email, dueDay: day, createdAt: now },
        ...{ periodStartAt: new Date(period.startMs), periodEndAt: new Date(period.endMs), timeZone: period.timeZone },
        ...{ dueAt: new Date(atMs), state, reason: reason.slice(0, reasonLengthMax) },
      })),
    );
  }
}

/** Nobody's rights are lent: a schedule whose author may not see its report any more stops, and says why. */
async function pause(tx: TenantTransaction, row: ScheduleRow, now: Date, reason: string): Promise<void> {
  await logWithout(tx, row, now, 'skipped', reason);
  await setSchedule(tx, row, { status: 'paused', pausedReason: reason, nextRunAt: null, updatedAt: now, version: row.version + 1 });
}

const lostRight =
  'Its author may not see this report any more, or not send it to addresses outside. Whoever may can let it go on in their own name.';
const lostAuthor = 'The account of its author is not active any more. Whoever may see the report can let it go on in their own name.';
const lostScope = 'What it reports on is not there any more.';

/** Sends what a schedule owes and says when it is due next, in one transaction. Answers how many messages. */
async function deliver(work: Work, tx: TenantTransaction, row: ScheduleRow): Promise<number> {
  const { runtime, now } = work;
  const { tenantId, authorId: userId } = row;
  const ctx = await authorContext(runtime, { tx, tenantId, userId, now });
  if (ctx === undefined) {
    await pause(tx, row, now, lostAuthor);
    return 0;
  }
  let mailed = 0;
  try {
    await requireRecipientsAllowed(ctx, { id: row.id, scope: scheduleScope(row) });
    for (const due of await duePeriods(ctx, row, now.getTime())) mailed += await sendPeriod(ctx, row, due);
  } catch (error) {
    // Both are found out before anything is written.
    const code = error instanceof AppError ? error.code : undefined;
    if (mailed > 0 || (code !== 'forbidden' && code !== 'not_found')) throw error;
    await pause(tx, row, now, code === 'forbidden' ? lostRight : lostScope);
    return 0;
  }
  await setSchedule(tx, row, { nextRunAt: await nextRunOf(ctx, row, now.getTime()), attempts: 0 });
  return mailed;
}

/** Notes that a report could not be made: tried again later, and given up after some attempts until it is due the next time. */
async function noteFailure({ now }: Work, tx: TenantTransaction, row: ScheduleRow, error: unknown): Promise<void> {
  const attempts = row.attempts + 1;
  if (attempts < attemptsMax) {
    await setSchedule(tx, row, { attempts, nextRunAt: new Date(now.getTime() + backoffMs * 2 ** row.attempts) });
    return;
  }
  // What went wrong inside is for the log of the process; what callers may read says AppError.
  const reason = error instanceof AppError ? error.message : 'The report could not be made.';
  await logWithout(tx, row, now, 'failed', reason);
  await setSchedule(tx, row, { attempts: 0, nextRunAt: await nextRunOf({ tx, tenantId: row.tenantId }, row, now.getTime()) });
}

/** Undefined: nothing is due there any more. */
async function deliverNext(work: Work, tenantId: string): Promise<number | 'failed' | undefined> {
  const { runtime, now } = work;
  const { app } = runtime.databases;
  let claimed: ScheduleRow | undefined;
  try {
    return await inTenant(app, tenantId, async (tx) => {
      claimed = await claim(tx, tenantId, now);
      return claimed === undefined ? undefined : deliver(work, tx, claimed);
    });
  } catch (err) {
    if (claimed === undefined) throw err;
    const row = claimed;
    runtime.logger.error({ err, tenantId, scheduleId: row.id, attempts: row.attempts + 1 }, 'A scheduled report could not be made');
    await inTenant(app, tenantId, (tx) => noteFailure(work, tx, row, err));
    return 'failed';
  }
}

/**
 * Makes and queues the reports that are due, of all tenants. What a schedule owes is one transaction: a process that dies in it
 * has sent nothing, and the next one sends it once. Of processes side by side each takes other schedules.
 */
export async function deliverDueReports(work: Work): Promise<ReportsDelivered> {
  const { runtime, now, signal } = work;
  const due = await runtime.databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('deliver-reports', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let [mailed, failed] = [0, 0];
  for (const { tenantId } of due) {
    while (!signal.aborted) {
      const done = await deliverNext(work, tenantId);
      if (done === undefined) break;
      if (done === 'failed') failed += 1;
      else mailed += done;
    }
  }
  return { mailed, failed };
}

/** The database's own time: hosts may disagree about theirs, and what is due must not depend on which of them looks. */
export async function databaseNow({ databases }: Pick<CommandRuntime, 'databases'>): Promise<Date> {
  const [row] = await databases.jobs.$client<{ now: string }[]>`SELECT now()::text AS now`;
  return new Date(row?.now ?? Number.NaN);
}
