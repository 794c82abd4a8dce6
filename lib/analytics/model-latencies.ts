import { sql } from 'drizzle-orm';
import { type LatencyCount, latencyQuantile } from '#lib/usage/latency-buckets.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { type LatencyFigures, latencyCallsMax, measuredCalls, noLatency } from './latency-figures.ts';
import { isInHistograms, latencyHistograms } from './latency-histograms.ts';

interface HistogramRow extends Record<string, unknown> {
  readonly model_dim: number;
  readonly measure: 'latency' | 'first_token';
  readonly bucket: number;
  readonly count: bigint;
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 10) / 10);

/** Latency of each model of the current period, by its int4 id; empty where `requests` are too many to sort and no histogram knows the scope. */
export async function modelLatencies(view: AnalyticsView, requests: number): Promise<ReadonlyMap<number, LatencyFigures>> {
  const { ctx, scope, range, closed } = view;
  if (!isInHistograms(scope)) return requests > latencyCallsMax ? new Map() : fromCalls(view);
  const histograms = latencyHistograms(ctx, scope, { ...range, previous: null }, { closed, splitsModels: true });
  const rows = await ctx.tx.execute<HistogramRow>(sql`
    select model_dim, measure, bucket, sum(count)::bigint as count from (${histograms}) as histograms group by 1, 2, 3`);
  const figuresOf = (ofModel: readonly HistogramRow[]): LatencyFigures => {
    const countsOf = (measure: HistogramRow['measure']): LatencyCount[] =>
      ofModel.filter((row) => row.measure === measure).map(({ bucket, count }) => ({ bucket, count: Number(count) }));
    const latency = countsOf('latency');
    return {
      p50Ms: rounded(latencyQuantile(latency, 0.5)),
      p95Ms: rounded(latencyQuantile(latency, 0.95)),
      firstTokenP95Ms: rounded(latencyQuantile(countsOf('first_token'), 0.95)),
    };
  };
  return new Map([...Map.groupBy(rows, ({ model_dim: dim }) => dim)].map(([dim, ofModel]) => [dim, figuresOf(ofModel)]));
}

async function fromCalls({ ctx, scope, range }: AnalyticsView): Promise<ReadonlyMap<number, LatencyFigures>> {
  const rows = await ctx.tx.execute<{ model_dim: number; p50: number; p95: number; first_token_p95: number | null }>(sql`
    select model_dim, percentile_disc(0.5) within group (order by latency_ms) as p50, percentile_disc(0.95) within group (order by latency_ms) as p95,
      percentile_disc(0.95) within group (order by first_token_ms) as first_token_p95
    from usage_event where ${measuredCalls(ctx, scope, range.current)} group by model_dim`);
  return new Map(
    [...rows].map((row) => [row.model_dim, { ...noLatency, p50Ms: row.p50, p95Ms: row.p95, firstTokenP95Ms: row.first_token_p95 }]),
  );
}
