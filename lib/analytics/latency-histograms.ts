import { type SQL, sql } from 'drizzle-orm';
import { usageLatencyDay, usageLatencyHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { instantsOf } from './instants-of.ts';
import { type Stretches, stretchesOf } from './stretches.ts';
import type { TimeRange } from './time-range.ts';
import { withinSpans } from './within-spans.ts';

const hourMs = 3_600_000;

/** Whether the histograms, which are kept by team and model, can answer for the scope. */
export function isInHistograms({ within, visible }: UsageScope): boolean {
  const known = [...within.keys()].every((kind) => kind === 'team' || kind === 'model');
  return known && (visible === undefined || (visible.user === null && visible.projects.length === 0));
}

/** Stands for all teams or all models in the histograms of days. */
const all = -1;

/** Which histograms of days answer for the scope: of all calls, by team, by model, or by both. */
function dayConditions(scope: UsageScope, splitsModels: boolean): readonly SQL[] {
  const byTeam = scope.within.has('team') || scope.visible !== undefined;
  const byModel = splitsModels || scope.within.has('model');
  const { teamDim, modelDim } = usageLatencyDay;
  return [
    byTeam ? sql`${teamDim} <> ${all}` : sql`${teamDim} = ${all}`,
    byModel ? sql`${modelDim} <> ${all}` : sql`${modelDim} = ${all}`,
    ...scopeConditions(scope, { team: teamDim, model: modelDim }),
  ];
}

function ofDays(tenantId: string, conditions: readonly SQL[], period: string, { days }: Stretches): SQL {
  return sql`select ${period}::text as period, model_dim, measure, bucket, count from usage_latency_day
    where ${usageLatencyDay.tenantId} = ${tenantId} and ${usageLatencyDay.dayAt} = any(${instantsOf(days)}) and ${sql.join([...conditions], sql` and `)}`;
}

/** The hours at both ends of a stretch count as a whole: histograms cannot be cut. */
function ofHours(tenantId: string, scope: UsageScope, period: string, { open }: Stretches): SQL {
  const columns = { team: usageLatencyHour.teamDim, model: usageLatencyHour.modelDim };
  const conditions = [
    sql`${usageLatencyHour.tenantId} = ${tenantId}`,
    withinSpans(
      sql`hour_at`,
      open.map(({ fromMs, toMs }) => ({ fromMs: fromMs - (fromMs % hourMs), toMs })),
    ),
    ...scopeConditions(scope, columns),
  ];
  return sql`select ${period}::text as period, model_dim, measure, bucket, count from usage_latency_hour where ${sql.join(conditions, sql` and `)}`;
}

/**
 * Rows `period, model_dim, measure, bucket, count` of a range that `isInHistograms`: from closed days, and from the hours
 * between. Unless models are split, days have one row for all of them.
 */
export function latencyHistograms(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  { closed, splitsModels }: { readonly closed: ReadonlyMap<number, number>; readonly splitsModels: boolean },
): SQL {
  const conditions = dayConditions(scope, splitsModels);
  const sources = [
    { name: 'current', period: range.current },
    ...(range.previous === null ? [] : [{ name: 'previous', period: range.previous }]),
  ].flatMap(({ name, period }) => {
    const stretches = stretchesOf(period, closed);
    const hours = ofHours(ctx.tenantId, scope, name, stretches);
    return stretches.days.length === 0 ? [hours] : [hours, ofDays(ctx.tenantId, conditions, name, stretches)];
  });
  return sql.join(sources, sql` union all `);
}
