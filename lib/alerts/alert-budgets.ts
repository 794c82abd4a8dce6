import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { alert, budget, budgetAcknowledgement, budgetCrossing, budgetPeriod } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { budgetAlertId } from '#lib/budgets/budget-alert-id.ts';
import { readBudgets } from '#lib/budgets/budget-rows.ts';
import { readStandings } from '#lib/budgets/standing.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { AlertSettings } from '#lib/contracts/alerts.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { readAlertSettings } from './alert-settings.ts';
import { endAlert, openAlert } from './open-alert.ts';

const tenantsAtOnce = 100;
const crossingsAtOnce = 200;
const budgetsMax = 2000;
/** A crossing that was seen later than this is history and wakes nobody. */
const freshMs = 86_400_000;

const dollars = (nano: bigint): string => `$${formatUsd(nano).replace(/\d{7}$/, '')}`;
const severityOf = { warning: 'warning', critical: 'critical', exceeded: 'critical' } as const;

/** Where budgets belong in the organization, by id. */
async function placesOf({ tx, tenantId, now }: TenantReading, ids: readonly string[]) {
  const budgets = await readBudgets(
    { tx, tenantId, now },
    {
      where: and(eq(budget.tenantId, tenantId), inArray(budget.id, [...ids])),
      orderBy: sql`${budget.id}`,
      limit: ids.length,
    },
  );
  return new Map(budgets.map((of) => [of.id, of]));
}

/** Alerts of thresholds that were passed lately and told of by nobody yet. */
async function tellCrossings(reading: TenantReading, settings: AlertSettings): Promise<number> {
  const { tx, tenantId, now } = reading;
  const rows = await tx
    .select({ crossing: budgetCrossing, endsAt: budgetPeriod.periodEndAt, acknowledgedBy: budgetAcknowledgement.userId })
    .from(budgetCrossing)
    .innerJoin(
      budgetPeriod,
      and(
        eq(budgetPeriod.tenantId, budgetCrossing.tenantId),
        eq(budgetPeriod.budgetId, budgetCrossing.budgetId),
        eq(budgetPeriod.periodStartAt, budgetCrossing.periodStartAt),
      ),
    )
    .leftJoin(
      budgetAcknowledgement,
      and(
        eq(budgetAcknowledgement.tenantId, budgetCrossing.tenantId),
        eq(budgetAcknowledgement.budgetId, budgetCrossing.budgetId),
        eq(budgetAcknowledgement.periodStartAt, budgetCrossing.periodStartAt),
        eq(budgetAcknowledgement.percent, budgetCrossing.percent),
      ),
    )
    .where(
      and(
        eq(budgetCrossing.tenantId, tenantId),
        sql`${budgetCrossing.crossedAt} > ${new Date(now.getTime() - freshMs).toISOString()}::timestamptz`,
        sql`${budgetPeriod.periodEndAt} > ${now.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(budgetCrossing.crossedAt)
    .limit(crossingsAtOnce);
  const wanted = rows.map((row) => ({
    ...row,
    id: budgetAlertId(row.crossing.budgetId, row.crossing.periodStartAt.getTime(), row.crossing.percent),
  }));
  if (wanted.length === 0) return 0;
  const ids = wanted.map(({ id }) => id);
  const known = await tx
    .select({ id: alert.id })
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), inArray(alert.id, ids)));
  const knownIds = new Set(known.map(({ id }) => id));
  // Whoever acknowledged it on the bill before it got here has seen it.
  const fresh = wanted.filter(({ id, acknowledgedBy }) => !knownIds.has(id) && acknowledgedBy === null);
  const budgets = await placesOf(reading, [...new Set(fresh.map(({ crossing }) => crossing.budgetId))]);
  let opened = 0;
  for (const { id, crossing, endsAt } of fresh) {
    const of = budgets.get(crossing.budgetId);
    if (of === undefined) continue;
    const { percent, spentNanoUsd, limitNanoUsd, periodStartAt } = crossing;
    const threshold = of.thresholds.find((one) => one.percent === percent);
    const spent = `${dollars(spentNanoUsd)} of ${dollars(limitNanoUsd)} are spent`;
    const found = {
      ...{
        id,
        source: 'budget' as const,
        fingerprint: id,
        budgetId: of.id,
        departmentId: of.scope.department_id,
        teamId: of.scope.team_id,
      },
      severity: severityOf[threshold?.severity ?? (percent >= 100 ? 'exceeded' : 'warning')],
      title: percent >= 100 ? `${of.name} is exceeded` : `${of.name} has reached ${percent}%`,
      summary: `${spent} in the period that ends ${endsAt.toISOString()}.`,
      detail: {
        ...{ budget_id: toPublicId('budget', of.id), percent, period_start: periodStartAt.toISOString(), period_end: endsAt.toISOString() },
        ...{ spent_usd: formatUsd(spentNanoUsd), limit_usd: formatUsd(limitNanoUsd) },
      },
      routing: settings.budget_routing,
    };
    if ((await openAlert(tx, tenantId, found, now)) !== null) opened += 1;
  }
  return opened;
}

/** What tells of a period is over with it. */
async function endPastPeriods(tx: TenantTransaction, tenantId: string, now: Date): Promise<void> {
  const rows = await tx
    .select()
    .from(alert)
    .where(
      and(
        eq(alert.tenantId, tenantId),
        inArray(alert.source, ['budget', 'budget_forecast', 'budget_overrun']),
        inArray(alert.state, ['open', 'acknowledged']),
        sql`(${alert.detail}->>'period_end')::timestamptz <= ${now.toISOString()}::timestamptz`,
      ),
    )
    .limit(crossingsAtOnce)
    .for('update', { skipLocked: true });
  for (const row of rows) await endAlert(tx, row, { now, userId: null, note: 'The period of the budget has ended.' });
}

async function tenantsDue({ jobs }: Pick<Databases, 'jobs'>, job: string, now: Date): Promise<readonly string[]> {
  const rows = await jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due(${job}, ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  return rows.map(({ tenantId }) => tenantId);
}

/** Opens alerts of thresholds that calls passed, of all tenants, and ends those of periods that are over; answers how many were opened. */
export async function alertBudgets(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  let opened = 0;
  for (const tenantId of await tenantsDue(databases, 'alert-budgets', now)) {
    if (signal.aborted) break;
    opened += await inTenant(databases.app, tenantId, async (tx) =>
      tellCrossings({ tx, tenantId, now }, await readAlertSettings(tx, tenantId)),
    );
  }
  return opened;
}

/** Opens alerts of budgets that are forecast to be exceeded and ends those that are not any more. A budget that is exceeded already is told of by its threshold. */
async function tellForecasts(reading: TenantReading, settings: AlertSettings): Promise<number> {
  const { tx, tenantId, now } = reading;
  await endPastPeriods(tx, tenantId, now);
  if (!settings.tells_forecasts) return 0;
  const where = and(eq(budget.tenantId, tenantId), isNull(budget.archivedAt), eq(budget.status, 'active'));
  const budgets = await readBudgets(reading, { where, orderBy: sql`${budget.id}`, limit: budgetsMax });
  let opened = 0;
  for (const { budget: of, period, figures, forecast } of (await readStandings(reading, budgets)).values()) {
    const id = budgetAlertId(of.id, period.startMs, -1);
    const passes = forecast?.passesLimitAtMs ?? null;
    if (forecast === null || passes === null) {
      const [row] = await tx
        .select()
        .from(alert)
        .where(and(eq(alert.tenantId, tenantId), eq(alert.id, id), inArray(alert.state, ['open', 'acknowledged'])))
        .for('update');
      if (row !== undefined && forecast !== null)
        await endAlert(tx, row, { now, userId: null, note: 'It is not forecast to be exceeded any more.' });
      continue;
    }
    // A median just above the limit says little; the alert is for those that pass even if spending slows a little.
    if (forecast.lowNanoUsd <= figures.available_usd && forecast.expectedNanoUsd * 20n <= figures.available_usd * 21n) continue;
    const range = `${dollars(forecast.lowNanoUsd)} to ${dollars(forecast.highNanoUsd)}`;
    const found = {
      ...{
        id,
        source: 'budget_forecast' as const,
        fingerprint: id,
        budgetId: of.id,
        departmentId: of.scope.department_id,
        teamId: of.scope.team_id,
      },
      severity: 'warning' as const,
      title: `${of.name} is forecast to be exceeded`,
      summary: `${dollars(forecast.expectedNanoUsd)} (${range}) of ${dollars(figures.available_usd)} by the end of the period; the limit is passed on ${new Date(passes).toISOString().slice(0, 10)}.`,
      detail: {
        ...{
          budget_id: toPublicId('budget', of.id),
          period_start: new Date(period.startMs).toISOString(),
          period_end: new Date(period.endMs).toISOString(),
        },
        ...{
          expected_usd: formatUsd(forecast.expectedNanoUsd),
          low_usd: formatUsd(forecast.lowNanoUsd),
          high_usd: formatUsd(forecast.highNanoUsd),
        },
        ...{
          limit_usd: formatUsd(figures.available_usd),
          passes_limit_at: new Date(passes).toISOString(),
          days_of_history: forecast.daysOfHistory,
        },
      },
      routing: settings.budget_routing,
    };
    if ((await openAlert(tx, tenantId, found, now)) !== null) opened += 1;
  }
  return opened;
}

/** Looks once at where every tenant's budgets end; answers how many alerts were opened. */
export async function forecastBudgets(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  let opened = 0;
  for (const tenantId of await tenantsDue(databases, 'forecast-budgets', now)) {
    if (signal.aborted) break;
    opened += await inTenant(databases.app, tenantId, async (tx) =>
      tellForecasts({ tx, tenantId, now }, await readAlertSettings(tx, tenantId)),
    );
  }
  return opened;
}
