import { newUuid } from '#lib/core/ids.ts';
import { arrayLiteral, byteaArrayLiteral, plainArrayLiteral } from './array-literal.ts';
import type { PostingTransaction } from './insert-events.ts';
import type { RollupDeltas } from './rollups.ts';

/** One tenant's part of a posting. */
export interface TenantBatch {
  readonly tenantId: string;
  readonly batchId: string;
  /** Events under the root: those inserted and those corrected. */
  readonly events: number;
  readonly costNanoUsd: bigint;
  /** Hexadecimal. */
  readonly root: string;
  readonly firstEventMs: number;
  readonly lastEventMs: number;
  /** Cost of the inserted events alone; null where the batch only corrects. */
  readonly settledNanoUsd: bigint | null;
}

/** A presumed event that gave way to the real one. */
export interface Correction {
  readonly tenantId: string;
  readonly eventId: string;
  readonly batchId: string;
  /** The new cost less the former. */
  readonly amountNanoUsd: bigint;
  readonly formerBatchId: string;
  readonly formerDigest: string;
}

/**
 * Everything that follows from the inserted and corrected events: hourly sums, histograms, batches and ledger entries, in
 * one statement. It is the last of the posting, because the rows of the hourly sums are the ones that posters wait for.
 */
export async function writeSums(
  tx: PostingTransaction,
  deltas: RollupDeltas,
  batches: readonly TenantBatch[],
  corrections: readonly Correction[],
): Promise<void> {
  await tx`
    WITH hours AS (${addHours(tx, deltas)}), latencies AS (${addLatencies(tx, deltas)}), batches AS (${addBatches(tx, batches)})
    ${addLedgerEntries(tx, batches, corrections)}`;
}

function addHours(tx: PostingTransaction, deltas: RollupDeltas) {
  const hours = deltas.sortedHours();
  const column = (pick: (delta: (typeof hours)[number]) => number | bigint) => arrayLiteral(hours.map(pick));
  return tx`
    INSERT INTO usage_hour AS h (
      tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      requests, succeeded, failed, refused, cancelled, interrupted,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd, latency_ms_sum)
    SELECT tenant_id, to_timestamp(hour_ms / 1000), department, team, "user", key, connection, provider, model,
      requests, succeeded, failed, refused, cancelled, interrupted, input, cache_read, cache_write, output, reasoning, cost, latency
    FROM unnest(
      ${plainArrayLiteral(hours.map(({ tenantId }) => tenantId))}::text::uuid[],
      ${column(({ hourMs }) => hourMs)}::text::float8[],
      ${column(({ dimensions }) => dimensions.department)}::text::int4[],
      ${column(({ dimensions }) => dimensions.team)}::text::int4[],
      ${column(({ dimensions }) => dimensions.user)}::text::int4[],
      ${column(({ dimensions }) => dimensions.key)}::text::int4[],
      ${column(({ dimensions }) => dimensions.connection)}::text::int4[],
      ${column(({ dimensions }) => dimensions.provider)}::text::int4[],
      ${column(({ dimensions }) => dimensions.model)}::text::int4[],
      ${column(({ requests }) => requests)}::text::int8[],
      ${column(({ byStatus }) => byStatus.succeeded)}::text::int8[],
      ${column(({ byStatus }) => byStatus.failed)}::text::int8[],
      ${column(({ byStatus }) => byStatus.refused)}::text::int8[],
      ${column(({ byStatus }) => byStatus.cancelled)}::text::int8[],
      ${column(({ byStatus }) => byStatus.interrupted)}::text::int8[],
      ${column(({ inputTokens }) => inputTokens)}::text::int8[],
      ${column(({ cacheReadTokens }) => cacheReadTokens)}::text::int8[],
      ${column(({ cacheWriteTokens }) => cacheWriteTokens)}::text::int8[],
      ${column(({ outputTokens }) => outputTokens)}::text::int8[],
      ${column(({ reasoningTokens }) => reasoningTokens)}::text::int8[],
      ${column(({ costNanoUsd }) => costNanoUsd)}::text::int8[],
      ${column(({ latencyMsSum }) => latencyMsSum)}::text::int8[]
    ) AS d (tenant_id, hour_ms, department, team, "user", key, connection, provider, model, requests, succeeded, failed, refused,
      cancelled, interrupted, input, cache_read, cache_write, output, reasoning, cost, latency)
    ON CONFLICT (tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim) DO UPDATE SET
      requests = h.requests + excluded.requests, succeeded = h.succeeded + excluded.succeeded, failed = h.failed + excluded.failed,
      refused = h.refused + excluded.refused, cancelled = h.cancelled + excluded.cancelled,
      interrupted = h.interrupted + excluded.interrupted, input_tokens = h.input_tokens + excluded.input_tokens,
      cache_read_tokens = h.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = h.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = h.output_tokens + excluded.output_tokens, reasoning_tokens = h.reasoning_tokens + excluded.reasoning_tokens,
      cost_nano_usd = h.cost_nano_usd + excluded.cost_nano_usd, latency_ms_sum = h.latency_ms_sum + excluded.latency_ms_sum`;
}

function addLatencies(tx: PostingTransaction, deltas: RollupDeltas) {
  const latencies = deltas.sortedLatencies();
  const column = (pick: (delta: (typeof latencies)[number]) => number) => arrayLiteral(latencies.map(pick));
  return tx`
    INSERT INTO usage_latency_hour AS h (tenant_id, hour_at, team_dim, model_dim, measure, bucket, count)
    SELECT tenant_id, to_timestamp(hour_ms / 1000), team, model, measure, bucket, count
    FROM unnest(
      ${plainArrayLiteral(latencies.map(({ tenantId }) => tenantId))}::text::uuid[],
      ${column(({ hourMs }) => hourMs)}::text::float8[],
      ${column(({ team }) => team)}::text::int4[],
      ${column(({ model }) => model)}::text::int4[],
      ${plainArrayLiteral(latencies.map(({ measure }) => measure))}::text::text[],
      ${column(({ bucket }) => bucket)}::text::int2[],
      ${column(({ count }) => count)}::text::int8[]
    ) AS d (tenant_id, hour_ms, team, model, measure, bucket, count)
    ON CONFLICT (tenant_id, hour_at, team_dim, model_dim, measure, bucket) DO UPDATE SET count = h.count + excluded.count`;
}

function addBatches(tx: PostingTransaction, batches: readonly TenantBatch[]) {
  return tx`
    INSERT INTO usage_batch (tenant_id, id, events, cost_nano_usd, root, first_event_at, last_event_at)
    SELECT tenant_id, id, events, cost, root, to_timestamp(first_ms / 1000), to_timestamp(last_ms / 1000) FROM unnest(
      ${plainArrayLiteral(batches.map(({ tenantId }) => tenantId))}::text::uuid[],
      ${plainArrayLiteral(batches.map(({ batchId }) => batchId))}::text::uuid[],
      ${arrayLiteral(batches.map(({ events }) => events))}::text::int4[],
      ${arrayLiteral(batches.map(({ costNanoUsd }) => costNanoUsd))}::text::int8[],
      ${byteaArrayLiteral(batches.map(({ root }) => root))}::text::bytea[],
      ${arrayLiteral(batches.map(({ firstEventMs }) => firstEventMs))}::text::float8[],
      ${arrayLiteral(batches.map(({ lastEventMs }) => lastEventMs))}::text::float8[]
    ) AS b (tenant_id, id, events, cost, root, first_ms, last_ms)`;
}

function addLedgerEntries(tx: PostingTransaction, batches: readonly TenantBatch[], corrections: readonly Correction[]) {
  const settled = batches.flatMap(({ tenantId, batchId, settledNanoUsd }) => {
    if (settledNanoUsd === null) return [];
    return [{ tenantId, batchId, kind: 'settle', amountNanoUsd: settledNanoUsd, eventId: null, formerBatchId: null, formerDigest: null }];
  });
  const entries = [...settled, ...corrections.map((correction) => ({ ...correction, kind: 'correct' }))];
  const plain = (pick: (entry: (typeof entries)[number]) => string | null) => plainArrayLiteral(entries.map(pick));
  return tx`
    INSERT INTO ledger_entry (tenant_id, id, kind, amount_nano_usd, batch_id, usage_event_id, former_batch_id, former_digest)
    SELECT * FROM unnest(
      ${plain(({ tenantId }) => tenantId)}::text::uuid[],
      ${plain(() => newUuid())}::text::uuid[],
      ${plain(({ kind }) => kind)}::text::text[],
      ${arrayLiteral(entries.map(({ amountNanoUsd }) => amountNanoUsd))}::text::int8[],
      ${plain(({ batchId }) => batchId)}::text::uuid[],
      ${plain(({ eventId }) => eventId)}::text::uuid[],
      ${plain(({ formerBatchId }) => formerBatchId)}::text::uuid[],
      ${byteaArrayLiteral(entries.map(({ formerDigest }) => formerDigest))}::text::bytea[])`;
}
