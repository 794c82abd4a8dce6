import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { alert, budget, budgetPeriod, lease } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { budgetAlertId } from '#lib/budgets/budget-alert-id.ts';
import { readBudgets } from '#lib/budgets/budget-rows.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { AlertSettings } from '#lib/contracts/alerts.ts';
import type { Budget } from '#lib/contracts/budget-resource.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { readAlertSettings } from './alert-settings.ts';
import { endAlert, openAlert } from './open-alert.ts';

const tenantsAtOnce = 100;
const periodsAtOnce = 500;
/** As `budgetAlertId` has them, beside the percents of thresholds. */
const numbers = { budget_overrun: -2, budget_doubt: -3 } as const;
/** Of a limit; an overrun above it is critical. */
const criticalShare = 20n;

/** Cents at least, and what an overrun of a single call has below them. */
const dollars = (nano: bigint): string => `$${formatUsd(nano).replace(/0{1,7}$/, '')}`;

interface Leak {
  readonly source: keyof typeof numbers;
  readonly budgetId: string;
  readonly startMs: number;
  readonly severity: 'warning' | 'critical';
  readonly title: (of: Budget) => string;
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Running periods in which calls cost more than was held for them. */
async function readOverruns({ tx, tenantId, now }: TenantReading): Promise<Leak[]> {
  const rows = await tx
    .select()
    .from(budgetPeriod)
    .where(
      and(
        eq(budgetPeriod.tenantId, tenantId),
        gt(budgetPeriod.overrunNanoUsd, 0n),
        gt(budgetPeriod.periodEndAt, now),
        lte(budgetPeriod.periodStartAt, now),
      ),
    )
    .limit(periodsAtOnce);
  return rows.map(({ budgetId, periodStartAt, periodEndAt, overrunNanoUsd: overrun, limitNanoUsd: limit, spentNanoUsd: spent }) => ({
    ...{ source: 'budget_overrun', budgetId, startMs: periodStartAt.getTime() },
    severity: spent > limit && overrun * criticalShare > limit ? 'critical' : 'warning',
    title: ({ name }) => `Calls of ${name} cost more than was held for them`,
    summary: `${dollars(overrun)} above the bounds of single calls in the period that ends ${periodEndAt.toISOString()}; ${dollars(spent)} of ${dollars(limit)} are spent. Each call shows its own.`,
    detail: {
      ...{ period_start: periodStartAt.toISOString(), period_end: periodEndAt.toISOString() },
      ...{ overrun_usd: formatUsd(overrun), spent_usd: formatUsd(spent), limit_usd: formatUsd(limit) },
    },
  }));
}

/** What silent processes hold, by budget and period, whether that runs or has ended. */
async function readDoubts({ tx, tenantId }: TenantReading): Promise<Leak[]> {
  const rows = await tx
    .select({
      ...{ budgetId: lease.budgetId, periodStartAt: lease.periodStartAt, holders: sql<bigint>`count(*)` },
      ...{
        held: sql<bigint>`sum(${lease.grantedNanoUsd} - ${lease.postedNanoUsd})::bigint`,
        since: sql<string>`min(${lease.seenAt})::text`,
      },
    })
    .from(lease)
    .where(and(eq(lease.tenantId, tenantId), sql`${lease.state} <> 'closed'`, eq(lease.state, 'in_doubt')))
    .groupBy(lease.budgetId, lease.periodStartAt)
    .having(sql`sum(${lease.grantedNanoUsd} - ${lease.postedNanoUsd}) > 0`)
    .limit(periodsAtOnce);
  return rows.map(({ budgetId, periodStartAt, holders, held, since }) => ({
    ...{ source: 'budget_doubt', budgetId, startMs: periodStartAt.getTime(), severity: 'warning' },
    title: ({ name }) => `Money of ${name} is held by a process that fell silent`,
    summary: `${dollars(BigInt(held))} of the limit are held by ${holders} ${BigInt(holders) === 1n ? 'process' : 'processes'} that nobody has heard of since ${new Date(since).toISOString()}. It counts until they are back, their journals are replayed, or somebody who knows settles it on the page of the budget.`,
    detail: { period_start: periodStartAt.toISOString(), held_usd: formatUsd(BigInt(held)), holders: Number(holders), since },
  }));
}

/** Ends alerts of money in doubt that is not any more. */
async function endDoubts({ tx, tenantId, now }: TenantReading, standing: readonly string[]): Promise<void> {
  const rows = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), eq(alert.source, 'budget_doubt'), inArray(alert.state, ['open', 'acknowledged'])))
    .limit(periodsAtOnce)
    .for('update', { skipLocked: true });
  for (const row of rows) {
    if (standing.includes(row.fingerprint)) continue;
    await endAlert(tx, row, { now, userId: null, note: 'Nothing of the budget is in doubt any more.' });
  }
}

async function tellLeaks(reading: TenantReading, settings: AlertSettings): Promise<number> {
  const { tx, tenantId, now } = reading;
  const leaks = [...(await readOverruns(reading)), ...(await readDoubts(reading))];
  const ids = [...new Set(leaks.map(({ budgetId }) => budgetId))];
  const budgets =
    ids.length === 0
      ? []
      : await readBudgets(reading, {
          where: and(eq(budget.tenantId, tenantId), inArray(budget.id, ids)),
          orderBy: sql`${budget.id}`,
          limit: ids.length,
        });
  const byId = new Map(budgets.map((of) => [of.id, of]));
  const doubts: string[] = [];
  let opened = 0;
  for (const { source, budgetId, startMs, title, detail, ...words } of leaks) {
    const of = byId.get(budgetId);
    if (of === undefined) continue;
    const fingerprint = budgetAlertId(budgetId, startMs, numbers[source]);
    if (source === 'budget_doubt') doubts.push(fingerprint);
    const found = {
      ...{ source, fingerprint, budgetId, departmentId: of.scope.department_id, teamId: of.scope.team_id, ...words },
      // Doubt may come again in the same period, which is another alert; an overrun is told once.
      ...(source === 'budget_overrun' ? { id: fingerprint } : {}),
      ...{ title: title(of), detail: { budget_id: toPublicId('budget', budgetId), ...detail }, routing: settings.budget_routing },
    };
    if ((await openAlert(tx, tenantId, found, now)) !== null) opened += 1;
  }
  await endDoubts(reading, doubts);
  return opened;
}

/**
 * Opens alerts of money that budgets cannot vouch for, of all tenants: what calls cost above their bounds, and what silent
 * processes hold. Those of doubt end with it, those of overruns with their period. Answers how many were opened.
 */
export async function alertLeaks(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('alert-leaks', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let opened = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    opened += await inTenant(databases.app, tenantId, async (tx) =>
      tellLeaks({ tx, tenantId, now }, await readAlertSettings(tx, tenantId)),
    );
  }
  return opened;
}
