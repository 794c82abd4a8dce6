import type { TransactionSql } from 'postgres';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { arrayLiteral, plainArrayLiteral, textArrayLiteral } from './array-literal.ts';
import type { EventDimensions } from './dimensions.ts';
import type { UsageEvent } from './usage-event.ts';

export type PostingTransaction = TransactionSql<{ bigint: bigint }>;

/** An event on its way into the database, with what was looked up for it. */
export interface PostingEvent {
  readonly event: UsageEvent;
  readonly dimensions: EventDimensions;
  /** The batch of its tenant in this posting. */
  readonly batchId: string;
}

/**
 * Inserts the events that are not there yet and resolves to their ids. Events must be in the order of
 * (tenant, time, id), so that two posters that insert the same ones wait for each other and never in a circle.
 */
export async function insertEvents(tx: PostingTransaction, posting: readonly PostingEvent[]): Promise<ReadonlySet<string>> {
  const [outcome] = await tx<{ ids: string | null }[]>`
    WITH inserted AS (INSERT INTO usage_event (
      tenant_id, occurred_at, id, batch_id, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim,
      model_dim, requested_model_dim, protocol, streamed, status, http_status, error_code, usage_source, cost_state,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
      cost_nano_usd, bound_nano_usd, overrun_nano_usd, price_version_id, latency_ms, first_token_ms, attempts, tags)
    SELECT
      tenant_id, to_timestamp(occurred_ms / 1000), id, batch_id, department, team, "user", key, connection, provider,
      model, requested_model, protocol, streamed, status, http_status, error_code, usage_source, cost_state,
      input, cache_read, cache_write, output, reasoning,
      cost, bound, overrun, price_version_id, latency_ms, first_token_ms, attempts, tags
    FROM ${eventRows(tx, posting)}
    ON CONFLICT DO NOTHING
    RETURNING id)
    SELECT CASE WHEN count(*) < ${posting.length} THEN coalesce(string_agg(id::text, ','), '') END AS ids FROM inserted`;
  // Nearly always all of them are new, and then their ids need not be sent back.
  return new Set(outcome?.ids?.split(',') ?? posting.map(({ event }) => event.id));
}

/** The events as rows of SQL, named as in the lists above; the correction of events reads the same rows. */
export function eventRows(tx: PostingTransaction, posting: readonly PostingEvent[]) {
  const numbers = (pick: (event: UsageEvent) => number | bigint | boolean | null) => arrayLiteral(posting.map(({ event }) => pick(event)));
  const plain = (pick: (event: UsageEvent) => string | null) => plainArrayLiteral(posting.map(({ event }) => pick(event)));
  const texts = (pick: (event: UsageEvent) => string | null) => textArrayLiteral(posting.map(({ event }) => pick(event)));
  const dims = (pick: (dimensions: EventDimensions) => number) => arrayLiteral(posting.map(({ dimensions }) => pick(dimensions)));
  return tx`unnest(
    ${plain((event) => event.attribution.tenantId)}::text::uuid[],
    ${numbers((event) => uuidTimeMs(event.id))}::text::float8[],
    ${plain((event) => event.id)}::text::uuid[],
    ${plainArrayLiteral(posting.map(({ batchId }) => batchId))}::text::uuid[],
    ${dims(({ department }) => department)}::text::int4[],
    ${dims(({ team }) => team)}::text::int4[],
    ${dims(({ user }) => user)}::text::int4[],
    ${dims(({ key }) => key)}::text::int4[],
    ${dims(({ connection }) => connection)}::text::int4[],
    ${dims(({ provider }) => provider)}::text::int4[],
    ${dims(({ model }) => model)}::text::int4[],
    ${dims(({ requestedModel }) => requestedModel)}::text::int4[],
    ${texts((event) => event.protocol)}::text::text[],
    ${numbers((event) => event.streamed)}::text::bool[],
    ${plain((event) => event.status)}::text::text[],
    ${numbers((event) => event.httpStatus)}::text::int2[],
    ${texts((event) => event.errorCode)}::text::text[],
    ${plain((event) => event.usageSource)}::text::text[],
    ${plain((event) => event.costState)}::text::text[],
    ${numbers((event) => event.usage.input)}::text::int4[],
    ${numbers((event) => event.usage.cacheRead)}::text::int4[],
    ${numbers((event) => event.usage.cacheWrite)}::text::int4[],
    ${numbers((event) => event.usage.output)}::text::int4[],
    ${numbers((event) => event.usage.reasoning)}::text::int4[],
    ${numbers((event) => event.costNanoUsd)}::text::int8[],
    ${numbers((event) => event.boundNanoUsd)}::text::int8[],
    ${numbers((event) => event.overrunNanoUsd)}::text::int8[],
    ${plain((event) => event.priceVersionId)}::text::uuid[],
    ${numbers((event) => event.latencyMs)}::text::int4[],
    ${numbers((event) => event.firstTokenMs)}::text::int4[],
    ${numbers((event) => event.attempts)}::text::int2[],
    ${texts((event) => (event.tags === null ? null : JSON.stringify(event.tags)))}::text::jsonb[]
  ) AS e (
    tenant_id, occurred_ms, id, batch_id, department, team, "user", key, connection, provider, model, requested_model,
    protocol, streamed, status, http_status, error_code, usage_source, cost_state,
    input, cache_read, cache_write, output, reasoning, cost, bound, overrun, price_version_id,
    latency_ms, first_token_ms, attempts, tags)`;
}
