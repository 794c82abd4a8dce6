import { sql } from 'drizzle-orm';
import { feedback } from '#db/schema/index.ts';
import type { Modality } from '#lib/contracts/model-ranking.ts';
import { feedbackColumns } from '#lib/feedback/feedback-columns.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { scopeConditions } from '#lib/usage/usage-scope.ts';
import type { AnalyticsView } from './analytics-view.ts';
import type { LatencyFigures } from './latency-figures.ts';
import { noLatency } from './latency-figures.ts';
import { modelLatencies } from './model-latencies.ts';
import type { MeasuredModel } from './rank-models.ts';
import { sumCosts } from './sum-costs.ts';
import { toSums } from './to-overview.ts';
import { modalitySql, workCells } from './work-cells.ts';

/** Models looked at, the dearest first. */
const modelsMax = 200;

/** A model with its latency, of which ranking takes one figure. */
export interface ModelMeasurement extends MeasuredModel {
  readonly latency: LatencyFigures;
}

interface Thumbs extends Record<string, unknown> {
  readonly model_dim: number;
  readonly up: number;
  readonly down: number;
}

/** What people thought of the answers of each model, by the time of the call. */
async function thumbsByModel({ ctx, scope, range: { current } }: AnalyticsView): Promise<ReadonlyMap<number, Thumbs>> {
  const conditions = [
    sql`${feedback.tenantId} = ${ctx.tenantId}`,
    sql`occurred_at >= ${new Date(current.fromMs).toISOString()}::timestamptz and occurred_at < ${new Date(current.toMs).toISOString()}::timestamptz`,
    ...scopeConditions(scope, feedbackColumns),
  ];
  const rows = await ctx.tx.execute<Thumbs>(sql`
    select model_dim, (count(*) filter (where rating > 0))::integer as up, (count(*) filter (where rating < 0))::integer as down
    from feedback where ${sql.join(conditions, sql` and `)} group by model_dim`);
  return new Map([...rows].map((row) => [row.model_dim, row]));
}

/** What each model is mostly used for; empty where that cannot be told for the scope. */
async function modalityByModel(view: AnalyticsView): Promise<ReadonlyMap<number, Modality>> {
  const cells = workCells({ ...view, range: { ...view.range, previous: null } });
  if (cells === null) return new Map();
  const rows = await view.ctx.tx.execute<{ model_dim: number; modality: Modality }>(sql`
    select distinct on (model_dim) model_dim, modality from (
      select model_dim, ${modalitySql} as modality, sum(requests) as requests
      from (select model_dim, protocol, task_type, sum(requests) as requests from (${cells}) as cells group by 1, 2, 3 offset 0) as named group by 1, 2
    ) as kinds order by model_dim, requests desc, modality`);
  return new Map([...rows].map((row) => [row.model_dim, row.modality]));
}

/** Everything that is measured of the models of a view in its current period, the dearest first. */
export async function measureModels(view: AnalyticsView): Promise<readonly ModelMeasurement[]> {
  if (view.isEmpty) return [];
  const { ctx, scope, range, closed } = view;
  const current = { ...range, previous: null };
  const rows = await sumCosts(ctx, scope, current, { by: ['model'], closed, limit: modelsMax, hasSeries: false });
  const groups = rows.filter(({ of, dims }) => of === 'group' && dims[0] !== 0);
  const dims = groups.map(({ dims: [dim = 0] }) => dim);
  const requests = Number(rows.find(({ of }) => of === 'total')?.requests ?? 0n);
  const [names, thumbs, modalities, latencies] = [
    await nameDimensions(ctx, dims),
    await thumbsByModel(view),
    await modalityByModel(view),
    await modelLatencies(view, requests),
  ];
  return groups.map((row, index): ModelMeasurement => {
    const dim = dims[index] ?? 0;
    const sums = toSums(row);
    const latency = latencies.get(dim) ?? noLatency;
    return {
      model: names.get(dim)?.value ?? '',
      modality: modalities.get(dim) ?? 'text',
      succeeded: sums.succeeded,
      broken: sums.failed + sums.interrupted,
      tokens: sums.input_tokens + sums.cache_read_tokens + sums.cache_write_tokens + sums.output_tokens,
      requests: sums.requests,
      costNanoUsd: sums.cost_usd,
      latencyP95Ms: latency.p95Ms,
      thumbsUp: thumbs.get(dim)?.up ?? 0,
      thumbsDown: thumbs.get(dim)?.down ?? 0,
      latency,
    };
  });
}
