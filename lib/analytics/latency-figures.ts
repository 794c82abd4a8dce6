import { type SQL, sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type LatencyCount, latencyQuantile } from '#lib/usage/latency-buckets.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import type { Closed } from '#lib/usage/stretches.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { isInHistograms, latencyHistograms } from './latency-histograms.ts';
import type { Period, TimeRange } from './time-range.ts';

/** Milliseconds; null where no call was measured, or it cannot be told for the scope. */
export interface LatencyFigures {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly firstTokenP95Ms: number | null;
}

export const noLatency: LatencyFigures = { p50Ms: null, p95Ms: null, firstTokenP95Ms: null };

/** Calls whose latencies are sorted one by one at most, where the histograms do not have what is asked for. */
export const latencyCallsMax = 100_000;

interface HistogramRow extends Record<string, unknown> {
  readonly period: 'current' | 'previous';
  readonly measure: 'latency' | 'first_token';
  readonly bucket: number;
  readonly count: bigint;
}

const iso = (ms: number): string => new Date(ms).toISOString();

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);

/** From the histograms of closed days and of the hours between. */
async function fromHistograms(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  closed: Closed,
): Promise<ReadonlyMap<string, LatencyFigures>> {
  const histograms = latencyHistograms(ctx, scope, range, { closed, splitsModels: false });
  const rows = await ctx.tx.execute<HistogramRow>(sql`
    select period, measure, bucket, sum(count)::bigint as count from (${histograms}) as histograms group by 1, 2, 3`);
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

/** The condition of calls whose latency counts: those that the histograms count (lib/usage/rollups.ts, `isMeasured`). */
export const measuredCalls = ({ tenantId }: OperationContext, scope: UsageScope, { fromMs, toMs }: Pick<Period, 'fromMs' | 'toMs'>): SQL =>
  sql.join(
    [
      sql`${usageEvent.tenantId} = ${tenantId}`,
      sql`${usageEvent.occurredAt} >= ${iso(fromMs)}::timestamptz and ${usageEvent.occurredAt} < ${iso(toMs)}::timestamptz`,
      sql`${usageEvent.attempts} > 0 and ${usageEvent.usageSource} <> 'presumed'`,
      ...scopeConditions(scope, eventDimensionColumns),
    ],
    sql` and `,
  );

/** From the calls themselves. */
async function fromCalls(ctx: OperationContext, scope: UsageScope, { fromMs, toMs }: Period): Promise<LatencyFigures> {
  const [row] = await ctx.tx.execute<{ p50: number | null; p95: number | null; first_token_p95: number | null }>(sql`
    select percentile_disc(0.5) within group (order by latency_ms) as p50, percentile_disc(0.95) within group (order by latency_ms) as p95,
      percentile_disc(0.95) within group (order by first_token_ms) as first_token_p95
    from usage_event where ${measuredCalls(ctx, scope, { fromMs, toMs })}`);
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
  options: { readonly requests: { readonly current: number; readonly previous: number }; readonly closed: Closed },
): Promise<{ readonly current: LatencyFigures; readonly previous: LatencyFigures }> {
  const { requests, closed } = options;
  if (isInHistograms(scope)) {
    const figures = await fromHistograms(ctx, scope, range, closed);
    return { current: figures.get('current') ?? noLatency, previous: figures.get('previous') ?? noLatency };
  }
  const ofPeriod = async (period: Period | null, count: number): Promise<LatencyFigures> =>
    period === null || count === 0 || count > latencyCallsMax ? noLatency : fromCalls(ctx, scope, period);
  return { current: await ofPeriod(range.current, requests.current), previous: await ofPeriod(range.previous, requests.previous) };
}
