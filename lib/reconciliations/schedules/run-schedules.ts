import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { reconciliationSchedule } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { figuresOf, type GivenCredential, planReport, type ReportPlan } from '../plan-report.ts';
import { storeComparison } from '../store-comparison.ts';
import { settleFailing, tellFailing, tellUnexplained } from './report-schedule.ts';
import { dueAt, dueRange, retryAt } from './schedule-times.ts';

type Means = Pick<CommandRuntime, 'databases' | 'masterKeys' | 'providers' | 'outbound' | 'logger'>;
type Row = typeof reconciliationSchedule.$inferSelect;

/** Organizations that one run looks into. */
const tenantsAtOnce = 200;
/** How long one process has for a report before another one may try; longer than a report may take. */
const claimMs = 30 * 60_000;

/** What one run did. */
export interface SchedulesRun {
  compared: number;
  failed: number;
}

interface Claimed {
  readonly row: Row;
  readonly range: { readonly from: string; readonly to: string };
  readonly plan: ReportPlan | AppError;
}

const here = ({ tenantId, id }: Row) => and(eq(reconciliationSchedule.tenantId, tenantId), eq(reconciliationSchedule.id, id));

/** What went wrong, in words for those who set the schedule up. */
function faultOf(error: unknown, { logger }: Means, { tenantId, id }: Row): AppError {
  if (error instanceof AppError && error.status < 500) return error;
  if (error instanceof AppError && error.code.startsWith('provider_')) return error;
  logger.error({ err: error, tenantId, scheduleId: id }, 'A scheduled comparison failed');
  return new AppError('internal', { detail: 'The comparison failed inside Tollgate; its log says why.' });
}

/** The key that the schedule keeps, opened; undefined where the connection's own is used. */
async function openKey({ masterKeys }: Means, tx: TenantTransaction, row: Row): Promise<GivenCredential | undefined> {
  const { tenantId, id: connectionId, credential, encryptionKeyId, credentialOrigin: origin } = row;
  if (credential === null || encryptionKeyId === null) return undefined;
  const text = openWith(masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId, credential, encryptionKeyId });
  return { text, origin };
}

/** Takes the next comparison that is due, so that no other process takes it meanwhile; its credential is opened. */
async function claim(means: Means, tx: TenantTransaction, tenantId: string, now: Date): Promise<Claimed | null> {
  const table = reconciliationSchedule;
  const [row] = await tx
    .select()
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.status, 'active'), lte(table.nextAttemptAt, now)))
    .orderBy(asc(table.nextAttemptAt))
    .limit(1)
    .for('update', { skipLocked: true });
  if (row === undefined) return null;
  const range = dueRange(row.comparedTo, row, now);
  const next = range === null ? dueAt(row.comparedTo, row) : new Date(now.getTime() + claimMs);
  await tx.update(table).set({ nextAttemptAt: next }).where(here(row));
  if (range === null) return claim(means, tx, tenantId, now);
  try {
    const credential = await openKey(means, tx, row);
    const ctx = { tx, tenantId, now, runtime: means };
    return { row, range, plan: await planReport(ctx, { connectionId: row.connectionId, credential, range }) };
  } catch (error) {
    return { row, range, plan: faultOf(error, means, row) };
  }
}

/** The row as it was claimed, locked; undefined where somebody changed it since, or another process was faster. */
async function stillClaimed(tx: TenantTransaction, { row }: Claimed): Promise<Row | undefined> {
  const [now] = await tx.select().from(reconciliationSchedule).where(here(row)).for('update');
  return now?.version === row.version && now.comparedTo === row.comparedTo ? now : undefined;
}

async function noteFailure(tx: TenantTransaction, claimed: Claimed, fault: AppError, now: Date): Promise<void> {
  const current = await stillClaimed(tx, claimed);
  if (current === undefined) return;
  const failures = current.failures + 1;
  const set = { failures, lastError: fault.detail, failingSinceAt: current.failingSinceAt ?? now, nextAttemptAt: retryAt(failures, now) };
  await tx.update(reconciliationSchedule).set(set).where(here(current));
  await tellFailing(tx, { ...current, ...set }, now);
}

async function noteComparison(
  tx: TenantTransaction,
  claimed: Claimed,
  { provider, items }: Pick<ReportPlan, 'provider' | 'items'>,
  now: Date,
): Promise<boolean> {
  const row = await stillClaimed(tx, claimed);
  if (row === undefined) return false;
  const { tenantId } = row;
  const ctx = { tx, tenantId, now, caller: { userId: row.createdBy } };
  const { result, changes } = await storeComparison(ctx, {
    ...{ provider, source: 'api', format: `${provider}_report`, connectionId: row.connectionId, items },
    ...{ ...claimed.range, tolerancePercent: row.tolerancePercent },
  });
  const set = { comparedTo: claimed.range.to, nextAttemptAt: dueAt(claimed.range.to, row), lastReconciliationId: result.id };
  await tx
    .update(reconciliationSchedule)
    .set({ ...set, failures: 0, failingSinceAt: null, lastError: null, updatedAt: sql`${reconciliationSchedule.updatedAt}` })
    .where(here(row));
  const origin = { tenantId, actorKind: 'system', actorId: null, actorName: 'compare-figures', ip: null, userAgent: '' } as const;
  await writeAudit(tx, { ...origin, requestId: newUuid(now.getTime()) }, 'reconciliation.fetch', changes ?? [], now);
  await settleFailing(tx, row, now);
  if (result.state === 'unexplained') await tellUnexplained(tx, row, result, now);
  return true;
}

/** Makes one comparison: no transaction is open while the provider is asked. */
async function runOne(means: Means, claimed: Claimed, now: Date): Promise<'compared' | 'failed' | 'passed'> {
  const { tenantId } = claimed.row;
  const inside = <T>(work: (tx: TenantTransaction) => Promise<T>) => inTenant(means.databases.app, tenantId, work);
  try {
    if (claimed.plan instanceof AppError) throw claimed.plan;
    const { provider } = claimed.plan;
    const items = await figuresOf(means.outbound, claimed.plan);
    return (await inside((tx) => noteComparison(tx, claimed, { provider, items }, now))) ? 'compared' : 'passed';
  } catch (error) {
    const fault = faultOf(error, means, claimed.row);
    await inside((tx) => noteFailure(tx, claimed, fault, now));
    return 'failed';
  }
}

/**
 * Makes every scheduled comparison that is due. Safe beside another process that does the same, and after one that died:
 * a comparison and what follows from it are one transaction, and what is claimed and not made is claimed again later.
 */
export async function runDueSchedules(means: Means, now: Date, signal: AbortSignal): Promise<SchedulesRun> {
  const done: SchedulesRun = { compared: 0, failed: 0 };
  const due = await means.databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('compare-figures', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  for (const { tenantId } of due) {
    while (!signal.aborted) {
      const claimed = await inTenant(means.databases.app, tenantId, (tx) => claim(means, tx, tenantId, now));
      if (claimed === null) break;
      const outcome = await runOne(means, claimed, now);
      if (outcome !== 'passed') done[outcome] += 1;
    }
  }
  return done;
}
