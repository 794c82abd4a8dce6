import { and, eq, inArray, sql } from 'drizzle-orm';
import { recommendation, type StoredMeasurement } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { ServedReading } from '#lib/catalog/served-models.ts';
import { kindOf } from './kinds/index.ts';
import { type Measured, measure } from './measure.ts';
import type { OpenedPrices } from './open-prices.ts';
import { readTraffic } from './read-traffic.ts';

const dayMs = 86_400_000;
/** What was applied longer ago is measured on the days since; the pace of before is not that of now. */
const measuredDaysMax = 60;

const toStored = ({ calls, days, actual, baseline, monthly }: Measured, to: Date): StoredMeasurement => ({
  ...{ calls, days, actual: `${actual}`, baseline: `${baseline}`, measured_to: to.toISOString() },
  monthly: monthly === undefined ? null : { amount: `${monthly.amount}`, low: `${monthly.low}`, high: `${monthly.high}` },
});

/** The whole days of a time, in UTC; the first and the last are left out where they are cut. */
function wholeDays(from: Date, to: Date): readonly string[] {
  const [first, last] = [Math.ceil(from.getTime() / dayMs), Math.floor(to.getTime() / dayMs)];
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => new Date((first + index) * dayMs).toISOString().slice(0, 10));
}

/** What the calls since it was applied say of a recommendation. */
export interface AppliedMeasurement {
  readonly id: string;
  readonly appliedAt: Date;
  readonly measurement: StoredMeasurement;
}

/** Looks at the calls since each applied recommendation that can be measured. */
export async function measureApplied(
  reading: ServedReading,
  { priceOf, tiers }: Pick<OpenedPrices, 'priceOf' | 'tiers'>,
): Promise<readonly AppliedMeasurement[]> {
  const { tx, tenantId, now } = reading;
  const rows = await tx
    .select()
    .from(recommendation)
    .where(and(eq(recommendation.tenantId, tenantId), inArray(recommendation.state, ['applied', 'measured'])));
  const measurements: AppliedMeasurement[] = [];
  for (const { id, kind, plan, appliedAt } of rows) {
    const measuring = kindOf(kind)?.measuring;
    if (measuring === undefined || appliedAt === null) continue;
    const from = new Date(Math.max(appliedAt.getTime(), now.getTime() - measuredDaysMax * dayMs));
    const groups = await readTraffic(reading, { from, to: now, tiers, where: measuring.where(plan) });
    const measured = measure(measuring, plan, groups, { days: wholeDays(from, now), priceOf });
    measurements.push({ id, appliedAt, measurement: toStored(measured, now) });
  }
  return measurements;
}

/** Keeps what was measured; one that was told enough calls is `measured`. What was undone or applied anew meanwhile is left alone. */
export async function keepMeasured(tx: TenantTransaction, tenantId: string, measurements: readonly AppliedMeasurement[]): Promise<void> {
  for (const { id, appliedAt, measurement } of measurements)
    await tx
      .update(recommendation)
      .set({ measurement, state: measurement.monthly === null ? 'applied' : 'measured', version: sql`${recommendation.version} + 1` })
      .where(
        and(
          ...[eq(recommendation.tenantId, tenantId), eq(recommendation.id, id), eq(recommendation.appliedAt, appliedAt)],
          inArray(recommendation.state, ['applied', 'measured']),
        ),
      );
}
