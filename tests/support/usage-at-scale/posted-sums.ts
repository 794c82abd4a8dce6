import type { Client } from '#db/client.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { RollupDeltas } from '#lib/usage/rollups.ts';

/** The calls of a tenant in a stretch of time, by whole hours. */
export interface Stretch {
  readonly tenantId: string;
  readonly from: Date;
  readonly to: Date;
}

/** Rows of sums, a line each, in order. */
export interface SumLines {
  readonly hours: readonly string[];
  readonly latencies: readonly string[];
  readonly work: readonly string[];
}

const lines = (rows: readonly (readonly unknown[])[]): readonly string[] => rows.map((row) => row.join(' ')).sort();

/** What posting adds up for the calls that are stored: the product's own arithmetic, call by call. */
export async function sumsAsPosted(superuser: Client, { tenantId, from, to }: Stretch): Promise<SumLines> {
  const stored = await readStoredEvents(
    superuser,
    superuser`e.tenant_id = ${tenantId} and e.occurred_at >= ${from.toISOString()}::text::timestamptz and e.occurred_at < ${to.toISOString()}::text::timestamptz`,
  );
  const deltas = new RollupDeltas();
  for (const { event, dimensions } of stored) deltas.add(event, dimensions);
  const hours = deltas
    .sortedHours()
    .map(({ hourMs, dimensions: d, byStatus: s, ...sum }) => [
      ...[hourMs, d.department, d.team, d.user, d.key, d.connection, d.provider, d.model, d.project, d.environment, d.costCenters],
      ...[
        sum.requests,
        s.succeeded,
        s.failed,
        s.refused,
        s.cancelled,
        s.interrupted,
        sum.inputTokens,
        sum.cacheReadTokens,
        sum.cacheWriteTokens,
      ],
      ...[sum.outputTokens, sum.reasoningTokens, sum.costNanoUsd, sum.latencyMsSum],
    ]);
  const latencies = deltas.sortedLatencies().map((sum) => [sum.hourMs, sum.team, sum.model, sum.measure, sum.bucket, sum.count]);
  const work = deltas
    .sortedWork()
    .map((sum) => [
      ...[sum.hourMs, sum.department, sum.team, sum.project, sum.model, sum.protocol, sum.taskType, sum.requests, sum.succeeded],
      ...[sum.inputTokens, sum.outputTokens, sum.costNanoUsd, sum.savedNanoUsd],
    ]);
  return { hours: lines(hours), latencies: lines(latencies), work: lines(work) };
}

/** The same from the tables of sums. */
export async function sumsAsKept(superuser: Client, { tenantId, from, to }: Stretch): Promise<SumLines> {
  const hourMs = superuser`(extract(epoch from hour_at) * 1000)::int8`;
  const within = superuser`tenant_id = ${tenantId} and hour_at >= ${from.toISOString()}::text::timestamptz and hour_at < ${to.toISOString()}::text::timestamptz`;
  const hours = await superuser`
    select ${hourMs}, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim, project_dim, environment_dim,
      cost_centers_dim, requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, cache_read_tokens, cache_write_tokens,
      output_tokens, reasoning_tokens, cost_nano_usd, latency_ms_sum
    from usage_hour where ${within}`.values();
  const latencies = await superuser`
    select ${hourMs}, team_dim, model_dim, measure, bucket, count from usage_latency_hour where ${within}`.values();
  const work = await superuser`
    select ${hourMs}, department_dim, team_dim, project_dim, model_dim, protocol, task_type, requests, succeeded, input_tokens, output_tokens,
      cost_nano_usd, saved_nano_usd
    from usage_work_hour where ${within}`.values();
  return { hours: lines(hours), latencies: lines(latencies), work: lines(work) };
}
