import { type SQL, sql } from 'drizzle-orm';
import { usageLatencyHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { instantsOf } from '#lib/usage/instants-of.ts';
import { type Closed, hoursKept, type Stretches, stretchesOf, withLongSpans } from '#lib/usage/stretches.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { withinSpans } from '#lib/usage/within-spans.ts';
import { type TimeRange, withoutBuckets } from './time-range.ts';

const hourMs = 3_600_000;

/** Whether the histograms, which are kept by team and model, can answer for the scope. */
export function isInHistograms({ within, visible }: UsageScope): boolean {
  const known = [...within.keys()].every((kind) => kind === 'team' || kind === 'model');
  return known && (visible === undefined || (visible.user === null && visible.projects.length === 0));
}

/** Stands for all teams or all models in the histograms of days. */
const all = -1;

/** Which histograms of days and spans answer for the scope: of all calls, by team, by model, or by both. */
function dayConditions(scope: UsageScope, splitsModels: boolean): readonly SQL[] {
  const byTeam = scope.within.has('team') || scope.visible !== undefined;
  const byModel = splitsModels || scope.within.has('model');
  const [team, model] = [sql`team_dim`, sql`model_dim`];
  return [
    byTeam ? sql`${team} <> ${all}` : sql`${team} = ${all}`,
    byModel ? sql`${model} <> ${all}` : sql`${model} = ${all}`,
    ...scopeConditions(scope, { team, model }),
  ];
}

/** One query for each length of stretch that the period has. */
function ofDays(tenantId: string, conditions: readonly SQL[], period: string, { kept }: Stretches): readonly SQL[] {
  return [...Map.groupBy(kept, ({ days }) => days)].map(([days, stretches]) => {
    const starts = instantsOf(stretches.map(({ fromMs }) => fromMs));
    const from =
      days === 1
        ? sql`usage_latency_day where day_at = any(${starts})`
        : sql`usage_latency_span where days = ${days} and start_at = any(${starts})`;
    return sql`select ${period}::text as period, model_dim, measure, bucket, count from ${from} and tenant_id = ${tenantId}
      and ${sql.join([...conditions], sql` and `)}`;
  });
}

/** The hours at both ends of a stretch count as a whole: histograms cannot be cut. */
const wholeHours = (open: Stretches['open']): Stretches['open'] =>
  open.map(({ fromMs, toMs }) => ({ fromMs: fromMs - (fromMs % hourMs), toMs }));

function ofHours(tenantId: string, scope: UsageScope, period: string, open: Stretches['open']): SQL {
  const columns = { team: usageLatencyHour.teamDim, model: usageLatencyHour.modelDim };
  const conditions = [
    sql`${usageLatencyHour.tenantId} = ${tenantId}`,
    withinSpans(sql`hour_at`, wholeHours(open)),
    ...scopeConditions(scope, columns),
  ];
  return sql`select ${period}::text as period, model_dim, measure, bucket, count from usage_latency_hour where ${sql.join(conditions, sql` and `)}`;
}

/** Hours of closed days, which are kept for all teams and models together. */
const ofHoursOfDays = (tenantId: string, period: string, open: Stretches['open']): SQL => sql`
  select ${period}::text as period, ${all}::integer as model_dim, measure, bucket, count from usage_latency_day_hour
  where tenant_id = ${tenantId} and ${withinSpans(sql`hour_at`, wholeHours(open))}`;

/**
 * Rows `period, model_dim, measure, bucket, count` of a range that `isInHistograms`: from closed days, and from the hours
 * between. Unless models are split, days have one row for all of them.
 */
export function latencyHistograms(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  { closed, splitsModels }: { readonly closed: Closed; readonly splitsModels: boolean },
): SQL {
  const conditions = dayConditions(scope, splitsModels);
  const isOfAll = !splitsModels && scope.within.size === 0 && scope.visible === undefined;
  const { current, previous } = withoutBuckets(range);
  const periods = [{ name: 'current', period: current }, ...(previous === null ? [] : [{ name: 'previous', period: previous }])];
  const sources = periods.flatMap(({ name, period }) => {
    const stretches = stretchesOf(period, withLongSpans(closed));
    const hours = isOfAll ? hoursKept(stretches.open, closed) : { kept: [], open: stretches.open };
    return [
      ofHours(ctx.tenantId, scope, name, hours.open),
      ...(hours.kept.length === 0 ? [] : [ofHoursOfDays(ctx.tenantId, name, hours.kept)]),
      ...ofDays(ctx.tenantId, conditions, name, stretches),
    ];
  });
  return sql.join(sources, sql` union all `);
}
