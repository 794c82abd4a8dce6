import type { TransactionSql } from 'postgres';
import { arrayLiteral, plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { type ColumnLiterals, columnLiterals } from './column-literals.ts';
import type { EventDimensions } from './dimensions.ts';
import type { UsageEvent } from './usage-event.ts';

export type PostingTransaction = TransactionSql<{ bigint: bigint }>;

/** An event on its way into the database, with what was looked up for it. */
export interface PostingEvent {
  readonly event: UsageEvent;
  readonly dimensions: EventDimensions;
  /** The batch of its tenant in this posting. */
  readonly batchId: string;
  /** Its leaf in the tree of the batch. */
  readonly digest: string;
}

type Rows = readonly PostingEvent[];
const numbers = (pick: (event: UsageEvent) => number | bigint | boolean | null) => (rows: Rows) =>
  arrayLiteral(rows.map(({ event }) => pick(event)));
const plain = (pick: (event: UsageEvent) => string | null) => (rows: Rows) => plainArrayLiteral(rows.map(({ event }) => pick(event)));
const texts = (pick: (event: UsageEvent) => string | null) => (rows: Rows) => textArrayLiteral(rows.map(({ event }) => pick(event)));
const dims = (pick: (dimensions: EventDimensions) => number) => (rows: Rows) =>
  arrayLiteral(rows.map(({ dimensions }) => pick(dimensions)));

const builders = {
  tenantId: plain((event) => event.attribution.tenantId),
  occurredMs: numbers((event) => uuidTimeMs(event.id)),
  id: plain((event) => event.id),
  batchId: (rows: Rows) => plainArrayLiteral(rows.map(({ batchId }) => batchId)),
  department: dims(({ department }) => department),
  team: dims(({ team }) => team),
  user: dims(({ user }) => user),
  key: dims(({ key }) => key),
  connection: dims(({ connection }) => connection),
  provider: dims(({ provider }) => provider),
  model: dims(({ model }) => model),
  requestedModel: dims(({ requestedModel }) => requestedModel),
  route: dims(({ route }) => route),
  budgets: dims(({ budgets }) => budgets),
  project: dims(({ project }) => project),
  environment: dims(({ environment }) => environment),
  costCenters: dims(({ costCenters }) => costCenters),
  protocol: texts((event) => event.protocol),
  streamed: numbers((event) => event.streamed),
  status: plain((event) => event.status),
  httpStatus: numbers((event) => event.httpStatus),
  errorCode: texts((event) => event.errorCode),
  usageSource: plain((event) => event.usageSource),
  costState: plain((event) => event.costState),
  input: numbers((event) => event.usage.input),
  cacheRead: numbers((event) => event.usage.cacheRead),
  cacheWrite: numbers((event) => event.usage.cacheWrite),
  output: numbers((event) => event.usage.output),
  reasoning: numbers((event) => event.usage.reasoning),
  cost: numbers((event) => event.costNanoUsd),
  bound: numbers((event) => event.boundNanoUsd),
  overrun: numbers((event) => event.overrunNanoUsd),
  priceVersionId: plain((event) => event.priceVersionId),
  latencyMs: numbers((event) => event.latencyMs),
  firstTokenMs: numbers((event) => event.firstTokenMs),
  attempts: numbers((event) => event.attempts),
  taskType: texts((event) => event.taskType),
  cacheState: plain((event) => event.cacheState),
  saved: numbers((event) => event.savedNanoUsd),
  tags: texts((event) => (event.tags === null ? null : JSON.stringify(event.tags))),
  classification: texts((event) => (event.classification === undefined ? null : JSON.stringify(event.classification))),
  routing: texts((event) => (event.routing === undefined ? null : JSON.stringify(event.routing))),
  baseline: numbers((event) => event.baselineNanoUsd ?? null),
  billing: texts((event) => (event.billing === undefined ? null : JSON.stringify(event.billing))),
  policy: texts((event) => (event.policy === undefined ? null : JSON.stringify(event.policy))),
};

export type EventColumns = ColumnLiterals<typeof builders>;

/** The events as columns; made before the transaction begins, so that it is short. */
export const eventColumns = (posting: Rows): Promise<EventColumns> => columnLiterals(builders, posting);

export interface InsertedEvents {
  readonly ids: ReadonlySet<string>;
  /** When the server that answered was started: another value is another server, or the same after a restart. */
  readonly serverStart: string;
}

/**
 * Inserts the events that are not there yet and resolves to their ids. Events must be in the order of
 * (tenant, time, id), so that two posters that insert the same ones wait for each other and never in a circle.
 */
export async function insertEvents(tx: PostingTransaction, posting: Rows, columns: EventColumns): Promise<InsertedEvents> {
  const [outcome] = await tx<{ ids: string[] | null; serverStart: string }[]>`
    WITH inserted AS (INSERT INTO usage_event (
      tenant_id, occurred_at, id, batch_id, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim,
      model_dim, requested_model_dim, route_dim, budgets_dim, project_dim, environment_dim,
      cost_centers_dim, protocol, streamed, status, http_status, error_code, usage_source,
      cost_state,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
      cost_nano_usd, bound_nano_usd, overrun_nano_usd, price_version_id, latency_ms, first_token_ms, attempts, task_type,
      cache_state, saved_nano_usd, tags, policy, classification, routing, baseline_nano_usd, billing)
    SELECT
      tenant_id, to_timestamp(occurred_ms / 1000), id, batch_id, department, team, "user", key, connection, provider,
      model, requested_model, route, budgets, project, environment, cost_centers, protocol, streamed, status, http_status, error_code,
      usage_source, cost_state, input, cache_read, cache_write, output, reasoning,
      cost, bound, overrun, price_version_id, latency_ms, first_token_ms, attempts, task_type, cache_state, saved, tags, policy,
      classification, routing, baseline, billing
    FROM ${eventRows(tx, columns)}
    ON CONFLICT DO NOTHING
    RETURNING id)
    SELECT CASE WHEN count(*) < ${posting.length} THEN coalesce(json_agg(id), '[]') END AS ids,
      pg_postmaster_start_time()::text AS "serverStart" FROM inserted`;
  // Nearly always all of them are new, and then their ids need not be sent back.
  return { ids: new Set(outcome?.ids ?? posting.map(({ event }) => event.id)), serverStart: outcome?.serverStart ?? '' };
}

/** The events as rows of SQL, named as in the lists above; the correction of events reads the same rows. */
export function eventRows(tx: PostingTransaction, columns: EventColumns) {
  return tx`unnest(
    ${columns.tenantId}::text::uuid[], ${columns.occurredMs}::text::float8[], ${columns.id}::text::uuid[], ${columns.batchId}::text::uuid[],
    ${columns.department}::text::int4[], ${columns.team}::text::int4[], ${columns.user}::text::int4[], ${columns.key}::text::int4[],
    ${columns.connection}::text::int4[], ${columns.provider}::text::int4[], ${columns.model}::text::int4[],
    ${columns.requestedModel}::text::int4[], ${columns.route}::text::int4[], ${columns.budgets}::text::int4[],
    ${columns.project}::text::int4[], ${columns.environment}::text::int4[], ${columns.costCenters}::text::int4[],
    ${columns.protocol}::text::text[], ${columns.streamed}::text::bool[],
    ${columns.status}::text::text[], ${columns.httpStatus}::text::int2[], ${columns.errorCode}::text::text[],
    ${columns.usageSource}::text::text[], ${columns.costState}::text::text[], ${columns.input}::text::int4[],
    ${columns.cacheRead}::text::int4[], ${columns.cacheWrite}::text::int4[], ${columns.output}::text::int4[],
    ${columns.reasoning}::text::int4[], ${columns.cost}::text::int8[], ${columns.bound}::text::int8[], ${columns.overrun}::text::int8[],
    ${columns.priceVersionId}::text::uuid[], ${columns.latencyMs}::text::int4[], ${columns.firstTokenMs}::text::int4[],
    ${columns.attempts}::text::int2[], ${columns.taskType}::text::text[], ${columns.cacheState}::text::text[],
    ${columns.saved}::text::int8[], ${columns.tags}::text::jsonb[], ${columns.policy}::text::jsonb[],
    ${columns.classification}::text::jsonb[], ${columns.routing}::text::jsonb[], ${columns.baseline}::text::int8[],
    ${columns.billing}::text::jsonb[]
  ) AS e (
    tenant_id, occurred_ms, id, batch_id, department, team, "user", key, connection, provider, model, requested_model, route, budgets,
    project, environment, cost_centers, protocol, streamed, status, http_status, error_code, usage_source, cost_state,
    input, cache_read, cache_write, output, reasoning, cost, bound, overrun, price_version_id,
    latency_ms, first_token_ms, attempts, task_type, cache_state, saved, tags, policy, classification,
    routing, baseline, billing)`;
}
