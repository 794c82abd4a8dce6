import { type SQL, sql } from 'drizzle-orm';
import { usageHour } from '#db/schema/index.ts';
import { callerTimeZone } from '#lib/analytics/caller-time-zone.ts';
import { hourDimensionColumns } from '#lib/analytics/usage-cells.ts';
import { trendOf } from '#lib/budgets/forecast.ts';
import { localDayStarts, wallAt } from '#lib/budgets/local-time.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type Forecast, type ForecastDimension, forecastGet } from '#lib/contracts/forecast.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { forecastSeries } from '#lib/core/stats/forecast/forecast-series.ts';
import { instantsOf } from '#lib/usage/instants-of.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { measureCoverage } from './measure-accuracy.ts';

const dayMs = 86_400_000;
/** As far back as a week's rhythm and its changes are learned from. */
const historyDays = 112;
/** Fewer complete days say nothing of how much they differ. */
const daysMin = 3;
const groupsMax = 10;
const season = 7;

type Metric = Forecast['metric'];

interface DaySeries {
  /** 0 for the whole scope. */
  readonly dim: number;
  /** By local day; the last one runs. */
  readonly values: readonly number[];
}

interface DayRow extends Record<string, unknown> {
  readonly dim: number;
  readonly day: number;
  readonly value: number;
}

interface Asked {
  readonly metric: Metric;
  readonly starts: readonly number[];
  readonly nowMs: number;
  readonly by: ForecastDimension | undefined;
}

/** Sums by local day. Where a zone is not on the hour, an hour counts for the day that it begins in. */
async function readDays(
  { tx, tenantId }: OperationContext,
  scope: UsageScope,
  { metric, starts, nowMs, by }: Asked,
): Promise<readonly DaySeries[]> {
  const dim: SQL = by === undefined ? sql`0` : sql`${hourDimensionColumns[by]}`;
  const sum = metric === 'cost' ? sql`(sum(${usageHour.costNanoUsd}) / 1e9)::float8` : sql`sum(${usageHour.requests})::float8`;
  const conditions = [
    sql`${usageHour.tenantId} = ${tenantId}`,
    sql`${usageHour.hourAt} >= ${new Date(starts[0] ?? nowMs).toISOString()}::timestamptz and ${usageHour.hourAt} <= ${new Date(nowMs).toISOString()}::timestamptz`,
    ...scopeConditions(scope, hourDimensionColumns),
  ];
  const rows = await tx.execute<DayRow>(sql`
    select ${dim} as dim, width_bucket(${usageHour.hourAt}, ${instantsOf(starts)}) as day, ${sum} as value
    from usage_hour where ${sql.join(conditions, sql` and `)} group by 1, 2`);
  const byDim = new Map<number, number[]>();
  for (const { dim: of, day, value } of rows) {
    const values = byDim.get(of) ?? starts.map(() => 0);
    if (day >= 1 && day <= values.length) values[day - 1] = Math.max(0, value);
    byDim.set(of, values);
  }
  return [...byDim].map(([of, values]) => ({ dim: of, values }));
}

/** Complete days since the first one with anything in it. */
function complete(values: readonly number[]): readonly number[] {
  const first = values.findIndex((value) => value > 0);
  return first < 0 ? [] : values.slice(first, -1);
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The groups that were largest lately, each with what the days ahead should bring. */
async function toGroups(
  ctx: OperationContext,
  series: readonly DaySeries[],
  by: ForecastDimension,
  days: number,
): Promise<Forecast['groups']> {
  const recent = ({ values }: DaySeries): number => total(values.slice(-1 - days, -1));
  const largest = [...series].sort((one, other) => recent(other) - recent(one)).slice(0, groupsMax);
  const names = await nameDimensions(
    ctx,
    largest.map(({ dim }) => dim),
  );
  return largest.flatMap((one) => {
    const past = complete(one.values);
    if (past.length < daysMin) return [];
    const { expected, sumLow, sumHigh } = forecastSeries({ values: past, season, steps: days });
    const known = names.get(one.dim);
    const isName = by === 'provider' || by === 'model';
    const id = known === undefined ? null : isName ? known.value : toPublicId(by, known.value);
    const name = known === undefined ? null : isName ? known.value : known.name;
    return [{ id, name, last: recent(one), p10: sumLow[days - 1] ?? 0, p50: total(expected), p90: sumHigh[days - 1] ?? 0 }];
  });
}

export const getForecast = defineQuery(forecastGet, async (ctx, { metric, days, by, ...filters }): Promise<Forecast> => {
  const timeZone = await callerTimeZone(ctx);
  const nowMs = ctx.now.getTime();
  const local = new Date(wallAt(timeZone, nowMs));
  const all = localDayStarts(timeZone, nowMs - historyDays * dayMs, nowMs + Math.max(days, 32) * dayMs + dayMs);
  const today = all.findLastIndex((start) => start <= nowMs);
  const starts = all.slice(0, today + 1);
  const scope = await resolveUsageScope(ctx, filters);
  const asked = { metric, starts, nowMs, by: undefined };
  const isEmpty = isEmptyScope(scope);
  const [whole] = isEmpty ? [] : await readDays(ctx, scope, asked);
  const values = whole?.values ?? starts.map(() => 0);
  const past = complete(values);
  const todayValue = values.at(-1) ?? 0;
  const history = past.map((value, at) => ({ at: new Date(starts[starts.length - 1 - past.length + at] ?? nowMs), value }));
  const shown = {
    ...{ metric, time_zone: timeZone, as_of: ctx.now, days_of_history: past.length, history, today: todayValue },
    trend: trendOf(past.map((value) => ({ startMs: 0, endMs: 0, costNanoUsd: BigInt(Math.round(value * 1e6)) }))),
  };
  if (past.length < daysMin) {
    const accuracy = { mase: null, naive_mase: null, coverage: null, tested_days: 0 };
    return { ...shown, forecast: [], month_end: null, horizon: null, method: null, accuracy, groups: [] };
  }
  // Days of the month so far are known; those to its end are the first steps of the same forecast.
  const monthDay = local.getUTCDate();
  const monthDays = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  const left = monthDays - monthDay + 1;
  const series = forecastSeries({ values: past, season, steps: Math.max(days, left) });
  const over = Math.min(1, (nowMs - (all[today] ?? nowMs)) / Math.max(1, (all[today + 1] ?? nowMs + dayMs) - (all[today] ?? nowMs)));
  // Of the day that runs, what is over is in what was spent.
  const spentToday = (series.expected[0] ?? 0) * over;
  const soFar = total(values.slice(-monthDay));
  const ahead = (sum: number): number => soFar + Math.max(0, sum - spentToday);
  const { coverage, testedDays } = measureCoverage(past);
  return {
    ...shown,
    forecast: Array.from({ length: days }, (_, step) => ({
      ...{
        at: new Date(all[today + step] ?? nowMs),
        p10: series.low[step] ?? 0,
        p50: series.expected[step] ?? 0,
        p90: series.high[step] ?? 0,
      },
    })),
    month_end: {
      ...{ at: new Date(all[today + left] ?? nowMs), so_far: soFar },
      ...{
        p10: ahead(series.sumLow[left - 1] ?? 0),
        p50: ahead(total(series.expected.slice(0, left))),
        p90: ahead(series.sumHigh[left - 1] ?? 0),
      },
    },
    horizon: { p10: series.sumLow[days - 1] ?? 0, p50: total(series.expected.slice(0, days)), p90: series.sumHigh[days - 1] ?? 0 },
    method: series.method,
    accuracy: { mase: series.scaledError, naive_mase: series.naiveScaledError, coverage, tested_days: testedDays },
    groups: by === undefined || isEmpty ? [] : await toGroups(ctx, await readDays(ctx, scope, { ...asked, by }), by, days),
  };
});
