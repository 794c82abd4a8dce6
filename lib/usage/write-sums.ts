import { arrayLiteral, byteaArrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { type ColumnLiterals, columnLiterals } from './column-literals.ts';
import type { PostingTransaction } from './insert-events.ts';
import type { HourDelta, LatencyDelta, RollupDeltas } from './rollups.ts';
import { addWorkSums, workBuilders } from './work-deltas.ts';

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

/** What a ledger entry says; the last three are null for a settlement. */
type LedgerEntry = Pick<Correction, 'tenantId' | 'batchId' | 'amountNanoUsd'> & {
  readonly kind: 'settle' | 'correct';
  readonly eventId: string | null;
  readonly formerBatchId: string | null;
  readonly formerDigest: string | null;
};

const ofHours = (pick: (delta: HourDelta) => number | bigint) => (rows: readonly HourDelta[]) => arrayLiteral(rows.map(pick));
const hourBuilders = {
  tenantId: (rows: readonly HourDelta[]) => plainArrayLiteral(rows.map(({ tenantId }) => tenantId)),
  hourMs: ofHours(({ hourMs }) => hourMs),
  department: ofHours(({ dimensions }) => dimensions.department),
  team: ofHours(({ dimensions }) => dimensions.team),
  user: ofHours(({ dimensions }) => dimensions.user),
  key: ofHours(({ dimensions }) => dimensions.key),
  connection: ofHours(({ dimensions }) => dimensions.connection),
  provider: ofHours(({ dimensions }) => dimensions.provider),
  model: ofHours(({ dimensions }) => dimensions.model),
  project: ofHours(({ dimensions }) => dimensions.project),
  environment: ofHours(({ dimensions }) => dimensions.environment),
  costCenters: ofHours(({ dimensions }) => dimensions.costCenters),
  requests: ofHours(({ requests }) => requests),
  succeeded: ofHours(({ byStatus }) => byStatus.succeeded),
  failed: ofHours(({ byStatus }) => byStatus.failed),
  refused: ofHours(({ byStatus }) => byStatus.refused),
  cancelled: ofHours(({ byStatus }) => byStatus.cancelled),
  interrupted: ofHours(({ byStatus }) => byStatus.interrupted),
  input: ofHours(({ inputTokens }) => inputTokens),
  cacheRead: ofHours(({ cacheReadTokens }) => cacheReadTokens),
  cacheWrite: ofHours(({ cacheWriteTokens }) => cacheWriteTokens),
  output: ofHours(({ outputTokens }) => outputTokens),
  reasoning: ofHours(({ reasoningTokens }) => reasoningTokens),
  cost: ofHours(({ costNanoUsd }) => costNanoUsd),
  latency: ofHours(({ latencyMsSum }) => latencyMsSum),
};

const ofLatencies = (pick: (delta: LatencyDelta) => number) => (rows: readonly LatencyDelta[]) => arrayLiteral(rows.map(pick));
const latencyBuilders = {
  tenantId: (rows: readonly LatencyDelta[]) => plainArrayLiteral(rows.map(({ tenantId }) => tenantId)),
  hourMs: ofLatencies(({ hourMs }) => hourMs),
  team: ofLatencies(({ team }) => team),
  model: ofLatencies(({ model }) => model),
  measure: (rows: readonly LatencyDelta[]) => plainArrayLiteral(rows.map(({ measure }) => measure)),
  bucket: ofLatencies(({ bucket }) => bucket),
  count: ofLatencies(({ count }) => count),
};

/** Rollup changes as columns, in the order of their keys. */
export interface SumColumns {
  readonly hours: ColumnLiterals<typeof hourBuilders>;
  readonly latencies: ColumnLiterals<typeof latencyBuilders>;
  readonly work: ColumnLiterals<typeof workBuilders>;
}

export async function sumColumns(deltas: RollupDeltas): Promise<SumColumns> {
  return {
    hours: await columnLiterals(hourBuilders, deltas.sortedHours()),
    latencies: await columnLiterals(latencyBuilders, deltas.sortedLatencies()),
    work: await columnLiterals(workBuilders, deltas.sortedWork()),
  };
}

/**
 * Everything that follows from the inserted and corrected events: hourly sums, histograms, batches with their audit entries
 * and ledger entries, in one statement. It is the last of the posting, because the rows of the hourly sums are the ones that posters wait for.
 */
export async function writeSums(
  tx: PostingTransaction,
  columns: SumColumns,
  batches: readonly TenantBatch[],
  corrections: readonly Correction[],
): Promise<void> {
  await tx`
    WITH hours AS (${addHours(tx, columns.hours)}), latencies AS (${addLatencies(tx, columns.latencies)}),
      work AS (${addWorkSums(tx, columns.work)}), batches AS (${addBatches(tx, batches)}),
      audited AS (${auditBatches(tx, batches)})
    ${addLedgerEntries(tx, batches, corrections)}`;
}

function addHours(tx: PostingTransaction, columns: SumColumns['hours']) {
  return tx`
    INSERT INTO usage_hour AS h (
      tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim, requests, succeeded, failed, refused, cancelled, interrupted,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd, latency_ms_sum)
    SELECT tenant_id, to_timestamp(hour_ms / 1000), department, team, "user", key, connection, provider, model,
      project, environment, cost_centers, requests, succeeded, failed, refused, cancelled, interrupted, input, cache_read, cache_write, output, reasoning, cost, latency
    FROM unnest(
      ${columns.tenantId}::text::uuid[], ${columns.hourMs}::text::float8[], ${columns.department}::text::int4[],
      ${columns.team}::text::int4[], ${columns.user}::text::int4[], ${columns.key}::text::int4[], ${columns.connection}::text::int4[],
      ${columns.provider}::text::int4[], ${columns.model}::text::int4[], ${columns.project}::text::int4[],
      ${columns.environment}::text::int4[], ${columns.costCenters}::text::int4[], ${columns.requests}::text::int8[],
      ${columns.succeeded}::text::int8[], ${columns.failed}::text::int8[], ${columns.refused}::text::int8[],
      ${columns.cancelled}::text::int8[], ${columns.interrupted}::text::int8[], ${columns.input}::text::int8[],
      ${columns.cacheRead}::text::int8[], ${columns.cacheWrite}::text::int8[], ${columns.output}::text::int8[],
      ${columns.reasoning}::text::int8[], ${columns.cost}::text::int8[], ${columns.latency}::text::int8[]
    ) AS d (tenant_id, hour_ms, department, team, "user", key, connection, provider, model, project, environment, cost_centers,
      requests, succeeded, failed, refused, cancelled, interrupted, input, cache_read, cache_write, output, reasoning, cost, latency)
    ON CONFLICT (tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim) DO UPDATE SET
      requests = h.requests + excluded.requests, succeeded = h.succeeded + excluded.succeeded, failed = h.failed + excluded.failed,
      refused = h.refused + excluded.refused, cancelled = h.cancelled + excluded.cancelled,
      interrupted = h.interrupted + excluded.interrupted, input_tokens = h.input_tokens + excluded.input_tokens,
      cache_read_tokens = h.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = h.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = h.output_tokens + excluded.output_tokens, reasoning_tokens = h.reasoning_tokens + excluded.reasoning_tokens,
      cost_nano_usd = h.cost_nano_usd + excluded.cost_nano_usd, latency_ms_sum = h.latency_ms_sum + excluded.latency_ms_sum`;
}

function addLatencies(tx: PostingTransaction, columns: SumColumns['latencies']) {
  return tx`
    INSERT INTO usage_latency_hour AS h (tenant_id, hour_at, team_dim, model_dim, measure, bucket, count)
    SELECT tenant_id, to_timestamp(hour_ms / 1000), team, model, measure, bucket, count
    FROM unnest(
      ${columns.tenantId}::text::uuid[], ${columns.hourMs}::text::float8[], ${columns.team}::text::int4[], ${columns.model}::text::int4[],
      ${columns.measure}::text::text[], ${columns.bucket}::text::int2[], ${columns.count}::text::int8[]
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

/** One audit entry a batch: its root proves every call of it, in two steps. */
function auditBatches(tx: PostingTransaction, batches: readonly TenantBatch[]) {
  return tx`
    INSERT INTO audit_entry (tenant_id, id, occurred_at, actor_kind, actor_name, action, resource_kind, resource_id, after, request_id)
    SELECT tenant_id, entry_id, now(), 'system', 'gateway', 'usage.batch', 'usage_batch', batch,
      jsonb_build_object('events', events::text, 'cost_nano_usd', cost::text, 'root', root), batch_id
    FROM unnest(
      ${plainArrayLiteral(batches.map(({ tenantId }) => tenantId))}::text::uuid[],
      ${plainArrayLiteral(batches.map(() => newUuid()))}::text::uuid[],
      ${plainArrayLiteral(batches.map(({ batchId }) => batchId))}::text::uuid[],
      ${plainArrayLiteral(batches.map(({ batchId }) => toPublicId('batch', batchId)))}::text::text[],
      ${arrayLiteral(batches.map(({ events }) => events))}::text::int4[],
      ${arrayLiteral(batches.map(({ costNanoUsd }) => costNanoUsd))}::text::int8[],
      ${plainArrayLiteral(batches.map(({ root }) => root))}::text::text[]
    ) AS b (tenant_id, entry_id, batch_id, batch, events, cost, root)`;
}

function addLedgerEntries(tx: PostingTransaction, batches: readonly TenantBatch[], corrections: readonly Correction[]) {
  const settled = batches.flatMap(({ tenantId, batchId, settledNanoUsd }): LedgerEntry[] => {
    if (settledNanoUsd === null) return [];
    return [{ tenantId, batchId, kind: 'settle', amountNanoUsd: settledNanoUsd, eventId: null, formerBatchId: null, formerDigest: null }];
  });
  const entries = settled.concat(corrections.map((correction) => ({ ...correction, kind: 'correct' })));
  const plain = (pick: (entry: LedgerEntry) => string | null) => plainArrayLiteral(entries.map(pick));
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
