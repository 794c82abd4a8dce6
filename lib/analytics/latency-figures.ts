import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageLatencyDay, usageLatencyHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type LatencyCount, latencyQuantile } from '#lib/usage/latency-buckets.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { instantsOf } from './instants-of.ts';
import { type Stretches, stretchesOf } from './stretches.ts';
import type { Period, TimeRange } from './time-range.ts';

/** Milliseconds; null where no call was measured, or it cannot be told for the scope. */
export interface LatencyFigures {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly firstTokenP95Ms: number | null;
}

export const noLatency: LatencyFigures = { p50Ms: null, p95Ms: null, firstTokenP95Ms: null };

const hourMs = 3_600_000;
/** Calls whose latencies are sorted one by one at most, where the histograms do not have what is asked for. */
const callsMax = 100_000;

interface HistogramRow extends Record<string, unknown> {
  readonly period: 'current' | 'previous';
  readonly measure: 'latency' | 'first_token';
  readonly bucket: number;
  readonly count: bigint;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Whether the histograms, which are kept by team and model, can answer for the scope. */
function isInHistograms({ within, visible }: UsageScope): boolean {
  const known = [...within.keys()].every((kind) => kind === 'team' || kind === 'model');
  return known && (visible === undefined || visible.user === null);
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);

/** Stands for all teams or all models in the histograms of days. */
const all = -1;

/** Which histograms of days answer for the scope: all calls, or those by team or by model; undefined for both at once. */
function dayConditions(scope: UsageScope): readonly SQL[] | undefined {
  const byTeam = scope.within.has('team') || scope.visible !== undefined;
  const byModel = scope.within.has('model');
  if (byTeam && byModel) return undefined;
  const { teamDim, modelDim } = usageLatencyDay;
  return [
    byTeam ? sql`${teamDim} <> ${all}` : sql`${teamDim} = ${all}`,
    byModel ? sql`${modelDim} <> ${all}` : sql`${modelDim} = ${all}`,
    ...scopeConditions(scope, { team: teamDim, model: modelDim }),
  ];
}

function histogramsOfDays(tenantId: string, conditions: readonly SQL[], period: string, { days }: Stretches): SQL {
  return sql`select ${period}::text as period, measure, bucket, count from usage_latency_day
    where ${usageLatencyDay.tenantId} = ${tenantId} and ${usageLatencyDay.dayAt} = any(${instantsOf(days)}) and ${sql.join([...conditions], sql` and `)}`;
}

/** The hours at both ends of a stretch count as a whole: histograms cannot be cut. */
function histogramsOfHours(tenantId: string, scope: UsageScope, period: string, { open }: Stretches): SQL {
  const columns = { team: usageLatencyHour.teamDim, model: usageLatencyHour.modelDim };
  const conditions = [
    sql`${usageLatencyHour.tenantId} = ${tenantId}`,
    sql`${usageLatencyHour.hourAt} >= open.low and ${usageLatencyHour.hourAt} < open.high`,
    ...scopeConditions(scope, columns),
  ];
  const lows = instantsOf(open.map(({ fromMs }) => fromMs - (fromMs % hourMs)));
  const highs = instantsOf(open.map(({ toMs }) => toMs));
  return sql`select ${period}::text as period, measure, bucket, count from unnest(${lows}, ${highs}) as open (low, high),
    lateral (select * from usage_latency_hour where ${sql.join(conditions, sql` and `)}) as h`;
}

/** From the histograms of closed days and of the hours between. */
async function fromHistograms(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  closed: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<string, LatencyFigures>> {
  const ofDays = dayConditions(scope);
  const sources = [
    { name: 'current', period: range.current },
    ...(range.previous === null ? [] : [{ name: 'previous', period: range.previous }]),
  ].flatMap(({ name, period }) => {
    const stretches = stretchesOf(period, ofDays === undefined ? new Map() : closed);
    const hours = histogramsOfHours(ctx.tenantId, scope, name, stretches);
    return ofDays === undefined || stretches.days.length === 0 ? [hours] : [hours, histogramsOfDays(ctx.tenantId, ofDays, name, stretches)];
  });
  const rows = await ctx.tx.execute<HistogramRow>(sql`
    select period, measure, bucket, sum(count)::bigint as count from (${sql.join(sources, sql` union all `)}) as histograms group by 1, 2, 3`);
  const figuresOf = (name: HistogramRow['period']): LatencyFigures => {
    const countsOf = (measure: HistogramRow['measure']): LatencyCount[] =>
      [...rows]
        .filter((row) => row.period === name && row.measure === measure)
        .map(({ bucket, count }) => ({ bucket, count: Number(count) }));
    const latency = countsOf('latency');
    return {
      p50Ms: rounded(latencyQuantile(latency, 0.5)),
      p95Ms: rounded(latencyQuantile(latency, 0.95)),
      firstTokenP95Ms: rounded(latencyQuantile(countsOf('first_token'), 0.95)),
    };
  };
  return new Map((['current', 'previous'] as const).map((name) => [name, figuresOf(name)]));
}

/** From the calls themselves; the same calls that the histograms count (lib/usage/rollups.ts, `isMeasured`). */
async function fromCalls(ctx: OperationContext, scope: UsageScope, { fromMs, toMs }: Period): Promise<LatencyFigures> {
  const conditions = [
    sql`${usageEvent.tenantId} = ${ctx.tenantId}`,
    sql`${usageEvent.occurredAt} >= ${iso(fromMs)}::timestamptz and ${usageEvent.occurredAt} < ${iso(toMs)}::timestamptz`,
    sql`${usageEvent.attempts} > 0 and ${usageEvent.usageSource} <> 'presumed'`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const [row] = await ctx.tx.execute<{ p50: number | null; p95: number | null; first_token_p95: number | null }>(sql`
    select percentile_disc(0.5) within group (order by latency_ms) as p50, percentile_disc(0.95) within group (order by latency_ms) as p95,
      percentile_disc(0.95) within group (order by first_token_ms) as first_token_p95
    from usage_event where ${sql.join(conditions, sql` and `)}`);
  return { p50Ms: row?.p50 ?? null, p95Ms: row?.p95 ?? null, firstTokenP95Ms: row?.first_token_p95 ?? null };
}

/**
 * Latency of a range: from histograms where they know the scope, else from its calls, as long as `requests` of them are
 * not too many to sort.
 */
export async function latencyFigures(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  options: { readonly requests: { readonly current: number; readonly previous: number }; readonly closed: ReadonlyMap<number, number> },
): Promise<{ readonly current: LatencyFigures; readonly previous: LatencyFigures }> {
  const { requests, closed } = options;
  if (isInHistograms(scope)) {
    const figures = await fromHistograms(ctx, scope, range, closed);
    return { current: figures.get('current') ?? noLatency, previous: figures.get('previous') ?? noLatency };
  }
  const ofPeriod = async (period: Period | null, count: number): Promise<LatencyFigures> =>
    period === null || count === 0 || count > callsMax ? noLatency : fromCalls(ctx, scope, period);
  return { current: await ofPeriod(range.current, requests.current), previous: await ofPeriod(range.previous, requests.previous) };
}
