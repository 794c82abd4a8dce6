import { arrayLiteral, plainArrayLiteral } from '#lib/core/array-literal.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { eventColumns, eventRows, type PostingEvent, type PostingTransaction } from './insert-events.ts';
import { readStoredEvents, type StoredEvent } from './read-stored-events.ts';

/** A presumed event and the real one that took its place. */
export interface CorrectedEvent {
  readonly before: StoredEvent;
  readonly after: PostingEvent;
}

/**
 * Where a presumed event lies under the key of a real one, the real one takes its place: the row is changed in place and
 * moves to the new batch. Only a presumption gives way, and only once, because the row is no presumption afterwards; the
 * row lock makes a second poster see that. Everything else that is there already stays as it is.
 */
export async function correctEvents(tx: PostingTransaction, conflicting: readonly PostingEvent[]): Promise<CorrectedEvent[]> {
  const real = conflicting.filter(({ event }) => event.usageSource !== 'presumed');
  if (real.length === 0) return [];
  const presumed = await readStoredEvents(tx, tx`e.usage_source = 'presumed' AND ${isOneOf(tx, real)}`, tx`FOR UPDATE OF e`);
  if (presumed.length === 0) return [];
  const afterById = new Map(real.map((posting) => [posting.event.id, posting]));
  const corrected = presumed.flatMap((before) => {
    const after = afterById.get(before.event.id);
    return after === undefined ? [] : [{ before, after }];
  });
  await replaceRows(
    tx,
    corrected.map(({ after }) => after),
  );
  return corrected;
}

/** The times are there for the planner: with them it looks into one partition. */
function isOneOf(tx: PostingTransaction, posting: readonly PostingEvent[]) {
  const tenantIds = plainArrayLiteral(posting.map(({ event }) => event.attribution.tenantId));
  const occurredMs = arrayLiteral(posting.map(({ event }) => uuidTimeMs(event.id)));
  const ids = plainArrayLiteral(posting.map(({ event }) => event.id));
  return tx`(e.tenant_id, e.occurred_at, e.id) IN (
    SELECT k.tenant_id, to_timestamp(k.occurred_ms / 1000), k.id
    FROM unnest(${tenantIds}::text::uuid[], ${occurredMs}::text::float8[], ${ids}::text::uuid[]) AS k (tenant_id, occurred_ms, id))`;
}

async function replaceRows(tx: PostingTransaction, posting: readonly PostingEvent[]): Promise<void> {
  const columns = await eventColumns(posting);
  await tx`
    UPDATE usage_event AS u SET
      batch_id = e.batch_id, department_dim = e.department, team_dim = e.team, user_dim = e."user", key_dim = e.key,
      connection_dim = e.connection, provider_dim = e.provider, model_dim = e.model, requested_model_dim = e.requested_model,
      route_dim = e.route, task_type = e.task_type, budgets_dim = e.budgets,
      project_dim = e.project, environment_dim = e.environment, cost_centers_dim = e.cost_centers,
      protocol = e.protocol, streamed = e.streamed, status = e.status, http_status = e.http_status, error_code = e.error_code,
      usage_source = e.usage_source, cost_state = e.cost_state, input_tokens = e.input, cache_read_tokens = e.cache_read,
      cache_write_tokens = e.cache_write, output_tokens = e.output, reasoning_tokens = e.reasoning, cost_nano_usd = e.cost,
      bound_nano_usd = e.bound, overrun_nano_usd = e.overrun, price_version_id = e.price_version_id,
      latency_ms = e.latency_ms, first_token_ms = e.first_token_ms, attempts = e.attempts,
      cache_state = e.cache_state, saved_nano_usd = e.saved, tags = e.tags, policy = e.policy,
      classification = e.classification, routing = e.routing, baseline_nano_usd = e.baseline, billing = e.billing
    FROM ${eventRows(tx, columns)}
    WHERE u.tenant_id = e.tenant_id AND u.occurred_at = to_timestamp(e.occurred_ms / 1000) AND u.id = e.id`;
}
