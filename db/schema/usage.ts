// This file is long because usage, its sums and the ledger are tables of one noun.
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, nanoUsd, tenantId } from './columns.ts';
import { tenant } from './organization.ts';

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);
const tokens = (name: `${string}_tokens`) => integer(name);

/** int4 names for the long ids and names that usage rows carry by the million. 0 in a usage row means "none". */
export const usageDimension = pgTable(
  'usage_dimension',
  {
    tenantId: tenantId(),
    id: integer('id').generatedAlwaysAsIdentity(),
    kind: text('kind', {
      enum: [
        ...(['department', 'team', 'user', 'key', 'connection', 'provider', 'model', 'route', 'budgets'] as const),
        ...(['project', 'environment', 'cost_centers'] as const),
      ],
    }).notNull(),
    /**
     * A UUID for entities, the name itself for providers and models, the UUIDs in order and joined by commas for budgets, and
     * so for cost centers, each with `=` and its parts of a million.
     */
    value: text('value').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('usage_dimension_value').on(table.tenantId, table.kind, table.value),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/**
 * One metered call, written exactly once. Partitioned by month of `occurred_at`, which is the millisecond inside the
 * UUID v7 id, so that a replay has the same key.
 */
export const usageEvent = pgTable(
  'usage_event',
  {
    tenantId: tenantId(),
    occurredAt: at('occurred_at').notNull(),
    id: id(),
    batchId: uuid('batch_id').notNull(),
    departmentDim: integer('department_dim').notNull().default(0),
    teamDim: integer('team_dim').notNull().default(0),
    userDim: integer('user_dim').notNull().default(0),
    keyDim: integer('key_dim').notNull().default(0),
    connectionDim: integer('connection_dim').notNull().default(0),
    providerDim: integer('provider_dim').notNull().default(0),
    /** The model that served the call. */
    modelDim: integer('model_dim').notNull().default(0),
    /** The model the caller asked for. */
    requestedModelDim: integer('requested_model_dim').notNull().default(0),
    /** The route that chose the target. */
    routeDim: integer('route_dim').notNull().default(0),
    /** What kind of work the caller said it is. */
    taskType: text('task_type'),
    /** The budgets that the call was charged to, all of them as one name; 0 where no budget applied. */
    budgetsDim: integer('budgets_dim').notNull().default(0),
    projectDim: integer('project_dim').notNull().default(0),
    environmentDim: integer('environment_dim').notNull().default(0),
    /** The cost centers that bear the cost, with their shares, as one name. */
    costCentersDim: integer('cost_centers_dim').notNull().default(0),
    protocol: text('protocol').notNull(),
    streamed: boolean('streamed').notNull(),
    /** succeeded · failed (provider or us) · refused (never dispatched) · cancelled (caller left) · interrupted (we died). */
    status: text('status', { enum: ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] }).notNull(),
    httpStatus: smallint('http_status').notNull(),
    errorCode: text('error_code'),
    /** provider (reported) · counted (by us) · presumed (the hold, after a crash) · none. */
    usageSource: text('usage_source', { enum: ['provider', 'counted', 'presumed', 'none'] }).notNull(),
    /** priced · zero · unpriced · not_billed: zero and missing are different things. */
    costState: text('cost_state', { enum: ['priced', 'zero', 'unpriced', 'not_billed'] }).notNull(),
    inputTokens: tokens('input_tokens'),
    cacheReadTokens: tokens('cache_read_tokens'),
    cacheWriteTokens: tokens('cache_write_tokens'),
    outputTokens: tokens('output_tokens'),
    reasoningTokens: tokens('reasoning_tokens'),
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
    /** The bound reserved before dispatch, and what the real cost had above it. */
    boundNanoUsd: nanoUsd('bound_nano_usd').notNull(),
    overrunNanoUsd: nanoUsd('overrun_nano_usd').notNull(),
    priceVersionId: uuid('price_version_id'),
    latencyMs: integer('latency_ms').notNull(),
    firstTokenMs: integer('first_token_ms'),
    attempts: smallint('attempts').notNull().default(0),
    /** Null where no cache was in play; hit · similar (semantic) · miss · bypass · replay (Idempotency-Key). */
    cacheState: text('cache_state', { enum: ['hit', 'similar', 'miss', 'bypass', 'replay'] }),
    /** What the answer would have cost had it not been there already. */
    savedNanoUsd: nanoUsd('saved_nano_usd').notNull().default(sql`0`),
    tags: jsonb('tags').$type<Record<string, string>>(),
    /** What policies said (PolicyOutcome); null where none was about the call. */
    policy: jsonb('policy').$type<unknown>(),
    /** How sensitive the call was and what was found in it; null where nobody said or found that. */
    classification: jsonb('classification').$type<unknown>(),
    /** How the call came to its target, with the attempts that failed (CallRouting); null for the usual way. */
    routing: jsonb('routing').$type<unknown>(),
    /** What the same tokens would have cost without a choice between targets; null where that is its cost, or unknown. */
    baselineNanoUsd: nanoUsd('baseline_nano_usd'),
    /** What decided the cost beside the tokens (CallBilling); null for the calls that their tokens decide alone. */
    billing: jsonb('billing').$type<unknown>(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.occurredAt, table.id] }),
    index('usage_event_key').on(table.tenantId, table.keyDim, table.occurredAt),
    index('usage_event_user').on(table.tenantId, table.userDim, table.occurredAt),
    index('usage_event_team').on(table.tenantId, table.teamDim, table.occurredAt),
    index('usage_event_project').on(table.tenantId, table.projectDim, table.occurredAt).where(sql`project_dim <> 0`),
    index('usage_event_cost_centers').on(table.tenantId, table.costCentersDim, table.occurredAt).where(sql`cost_centers_dim <> 0`),
    // What a cache did is summed over these rows, without looking at the calls of tenants who keep none.
    index('usage_event_cached').on(table.tenantId, table.occurredAt).where(sql`cache_state is not null`),
    // What policies were about, for those who look for violations.
    index('usage_event_classification').on(table.tenantId, table.occurredAt).where(sql`classification is not null`),
    index('usage_event_policy').on(table.tenantId, table.occurredAt).where(sql`policy is not null`),
    // Calls whose price nobody knew are looked for by themselves, and should be few.
    index('usage_event_unpriced').on(table.tenantId, table.occurredAt).where(sql`cost_state = 'unpriced'`),
    // What people look for first, and few rows.
    index('usage_event_unsuccessful').on(table.tenantId, table.status, table.occurredAt).where(sql`status <> 'succeeded'`),
  ],
);

/** The ids that sums are kept by. */
const summedDimensions = () => ({
  /** Part of the key: a team may move between departments within the hour, and each call stays where it was made. */
  departmentDim: integer('department_dim').notNull(),
  teamDim: integer('team_dim').notNull(),
  userDim: integer('user_dim').notNull(),
  keyDim: integer('key_dim').notNull(),
  connectionDim: integer('connection_dim').notNull(),
  providerDim: integer('provider_dim').notNull(),
  modelDim: integer('model_dim').notNull(),
  projectDim: integer('project_dim').notNull().default(0),
  environmentDim: integer('environment_dim').notNull().default(0),
  costCentersDim: integer('cost_centers_dim').notNull().default(0),
});

/** What parts of days and of spans are split by; −1 for what they are not. */
const partDimensions = () => ({
  departmentDim: integer('department_dim').notNull(),
  teamDim: integer('team_dim').notNull(),
  providerDim: integer('provider_dim').notNull(),
  modelDim: integer('model_dim').notNull(),
  userDim: integer('user_dim').notNull(),
  keyDim: integer('key_dim').notNull(),
  projectDim: integer('project_dim').notNull(),
});

const sums = () => ({
  requests: count('requests'),
  succeeded: count('succeeded'),
  failed: count('failed'),
  refused: count('refused'),
  cancelled: count('cancelled'),
  interrupted: count('interrupted'),
  inputTokens: count('input_tokens'),
  cacheReadTokens: count('cache_read_tokens'),
  cacheWriteTokens: count('cache_write_tokens'),
  outputTokens: count('output_tokens'),
  reasoningTokens: count('reasoning_tokens'),
  costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
});

/** Hourly sums, kept in the same transaction as the events; sum(events) = sum(rollups) always. */
export const usageHour = pgTable(
  'usage_hour',
  { tenantId: tenantId(), hourAt: at('hour_at').notNull(), ...summedDimensions(), ...sums(), latencyMsSum: count('latency_ms_sum') },
  (table) => [
    primaryKey({
      name: 'usage_hour_pk',
      columns: [
        table.tenantId,
        ...[table.hourAt, table.departmentDim, table.teamDim, table.userDim, table.keyDim, table.connectionDim],
        ...[table.providerDim, table.modelDim, table.projectDim, table.environmentDim, table.costCentersDim],
      ],
    }),
  ],
);

/** Log-bucket histogram of latency (DDSketch, γ = 1.02 / 0.98: percentiles within 2 %); rows add up. */
export const usageLatencyHour = pgTable(
  'usage_latency_hour',
  {
    tenantId: tenantId(),
    hourAt: at('hour_at').notNull(),
    teamDim: integer('team_dim').notNull(),
    modelDim: integer('model_dim').notNull(),
    /** `latency` is the whole call, `first_token` the time to the first streamed content. */
    measure: text('measure', { enum: ['latency', 'first_token'] }).notNull(),
    bucket: smallint('bucket').notNull(),
    count: count('count'),
  },
  (table) => [
    primaryKey({
      name: 'usage_latency_hour_pk',
      columns: [table.tenantId, table.hourAt, table.teamDim, table.modelDim, table.measure, table.bucket],
    }),
  ],
);

/**
 * A day of the tenant's time zone whose sums lie in `usage_day` and `usage_latency_day` and are complete up to `nextDayAt`. A posting
 * into what they have takes the row away again (db/functions/usage-days.sql), and readers go back to the hours.
 */
export const usageClosedDay = pgTable(
  'usage_closed_day',
  {
    tenantId: tenantId(),
    /** The day's first instant, and how far it is added up: to the next day's first, once it is over. Both on the hour. */
    dayAt: at('day_at').notNull(),
    nextDayAt: at('next_day_at').notNull(),
    timeZone: text('time_zone').notNull(),
    closedAt: at('closed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.dayAt] })],
);

/** The hourly sums of a closed day, added up. */
export const usageDay = pgTable(
  'usage_day',
  { tenantId: tenantId(), dayAt: at('day_at').notNull(), ...summedDimensions(), ...sums() },
  (table) => [
    primaryKey({
      name: 'usage_day_pk',
      columns: [
        table.tenantId,
        ...[table.dayAt, table.departmentDim, table.teamDim, table.userDim, table.keyDim, table.connectionDim],
        ...[table.providerDim, table.modelDim, table.projectDim, table.environmentDim, table.costCentersDim],
      ],
    }),
  ],
);

/**
 * The days of `usage_day`, each added up a second time by what questions ask for, so that a quarter of a large organization is read
 * from few rows: in all (`total`), by place (department, team, provider, model), by person, by key and by project (each with department and team),
 * and by person and model. A dimension that a part is not split by is −1. `hour` is by department and team, `hour_total` in all, and their `dayAt` is the hour.
 */
export const usageDayPart = pgTable(
  'usage_day_part',
  {
    tenantId: tenantId(),
    part: text('part', { enum: ['total', 'place', 'user', 'key', 'project', 'user_model', 'hour', 'hour_total'] }).notNull(),
    dayAt: at('day_at').notNull(),
    ...partDimensions(),
    ...sums(),
  },
  (table) => [
    primaryKey({
      name: 'usage_day_part_pk',
      columns: [
        ...([table.tenantId, table.part, table.dayAt, table.departmentDim, table.teamDim] as const),
        ...[table.providerDim, table.modelDim, table.userDim, table.keyDim, table.projectDim],
      ],
    }),
  ],
);

/**
 * Days of the tenant's time zone that are all closed and over, added up in `usage_span_part`, those of 8 and 32 in `usage_latency_span` and
 * `usage_work_span`, too. Each length is counted from 1 January 1970, so that spans lie in one another; 0 is a part of a day, in
 * `usage_span_part` alone. A posting into one takes the row away again, like that of its day.
 */
export const usageClosedSpan = pgTable(
  'usage_closed_span',
  {
    tenantId: tenantId(),
    /** 2, 4, 8, 16 or 32; 0 for the hours of a day up to noon, and for those from noon to 18:00. */
    days: smallint('days').notNull(),
    /** Its first instant, and that of the day after its last, or noon, or 18:00. */
    startAt: at('start_at').notNull(),
    endAt: at('end_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.days, table.startAt] })],
);

/**
 * The parts of `usage_day_part` over spans, for questions that ask for no days: a quarter is read from half a dozen spans, not from ninety days.
 * Parts of days have no `user_model`.
 */
export const usageSpanPart = pgTable(
  'usage_span_part',
  {
    tenantId: tenantId(),
    days: smallint('days').notNull(),
    part: text('part', { enum: ['place', 'user', 'key', 'project', 'user_model'] }).notNull(),
    startAt: at('start_at').notNull(),
    ...partDimensions(),
    ...sums(),
  },
  (table) => [
    primaryKey({
      name: 'usage_span_part_pk',
      columns: [
        ...([table.tenantId, table.days, table.part, table.startAt, table.departmentDim, table.teamDim] as const),
        ...[table.providerDim, table.modelDim, table.userDim, table.keyDim, table.projectDim],
      ],
    }),
  ],
);

/** The histograms of a closed day: of all calls, of each team, of each model, and of each model in each team. −1 stands for all teams or models. */
export const usageLatencyDay = pgTable(
  'usage_latency_day',
  {
    tenantId: tenantId(),
    dayAt: at('day_at').notNull(),
    teamDim: integer('team_dim').notNull(),
    modelDim: integer('model_dim').notNull(),
    measure: text('measure', { enum: ['latency', 'first_token'] }).notNull(),
    bucket: smallint('bucket').notNull(),
    count: count('count'),
  },
  (table) => [
    primaryKey({
      name: 'usage_latency_day_pk',
      columns: [table.tenantId, table.dayAt, table.teamDim, table.modelDim, table.measure, table.bucket],
    }),
  ],
);

/** The histograms of the hours of closed days, of all teams and models: ranges end in the middle of a day. */
export const usageLatencyDayHour = pgTable(
  'usage_latency_day_hour',
  {
    tenantId: tenantId(),
    hourAt: at('hour_at').notNull(),
    measure: text('measure', { enum: ['latency', 'first_token'] }).notNull(),
    bucket: smallint('bucket').notNull(),
    count: count('count'),
  },
  (table) => [primaryKey({ name: 'usage_latency_day_hour_pk', columns: [table.tenantId, table.hourAt, table.measure, table.bucket] })],
);

/** The histograms of `usage_latency_day` over spans of 8 and 32 days. */
export const usageLatencySpan = pgTable(
  'usage_latency_span',
  {
    tenantId: tenantId(),
    days: smallint('days').notNull(),
    startAt: at('start_at').notNull(),
    teamDim: integer('team_dim').notNull(),
    modelDim: integer('model_dim').notNull(),
    measure: text('measure', { enum: ['latency', 'first_token'] }).notNull(),
    bucket: smallint('bucket').notNull(),
    count: count('count'),
  },
  (table) => [
    primaryKey({
      name: 'usage_latency_span_pk',
      columns: [table.tenantId, table.days, table.startAt, table.teamDim, table.modelDim, table.measure, table.bucket],
    }),
  ],
);

/**
 * How the calls of a closed day came out, where it was not simply well: codes of those that did not succeed (`error`), what policies said
 * (`policy`), prices nobody knew (`unpriced`), and money for calls that `failed` or were `cancelled` (`lost`). In all, by department and team, by
 * project and by model; −1 stands for what is not split. They are counted from the calls when the day is closed.
 */
export const usageOutcomeDay = pgTable(
  'usage_outcome_day',
  {
    tenantId: tenantId(),
    dayAt: at('day_at').notNull(),
    departmentDim: integer('department_dim').notNull(),
    teamDim: integer('team_dim').notNull(),
    projectDim: integer('project_dim').notNull(),
    modelDim: integer('model_dim').notNull(),
    kind: text('kind', { enum: ['error', 'policy', 'unpriced', 'lost'] }).notNull(),
    name: text('name').notNull(),
    requests: count('requests'),
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'usage_outcome_day_pk',
      columns: [
        ...([table.tenantId, table.dayAt, table.departmentDim, table.teamDim] as const),
        ...[table.projectDim, table.modelDim, table.kind, table.name],
      ],
    }),
  ],
);

/**
 * One posting of one tenant's events. `root` is the RFC 6962 root of the events' digests, later an audit leaf; `events` and
 * `cost_nano_usd` are of the events under that root, which stays as it is when one of them is corrected later.
 */
export const usageBatch = pgTable(
  'usage_batch',
  {
    tenantId: tenantId(),
    id: id(),
    postedAt: createdAt(),
    events: integer('events').notNull(),
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
    root: bytes('root').notNull(),
    /** Times of the earliest and the latest event under the root: where to look for them. */
    firstEventAt: at('first_event_at').notNull(),
    lastEventAt: at('last_event_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/**
 * Append-only money movements: what a posted batch settled, and later corrections. One settlement a batch for the tenant,
 * and one for each budget period its events were charged to.
 */
export const ledgerEntry = pgTable(
  'ledger_entry',
  {
    tenantId: tenantId(),
    id: id(),
    kind: text('kind', { enum: ['settle', 'correct', 'presume', 'credit', 'adjust', 'rerate'] }).notNull(),
    /** The period of the budget that it is booked to; both null for the tenant's own entries, which are of all its calls. */
    budgetId: uuid('budget_id'),
    periodStartAt: at('period_start_at'),
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    /** Why, in words, where a person or a job booked it. */
    reason: text('reason'),
    /** The posting, the adjustment or the re-rating that booked it. */
    batchId: uuid('batch_id'),
    /** The usage event a correction speaks of; its amount is the new cost less the former. */
    usageEventId: uuid('usage_event_id'),
    /** The batch under whose root the event lay before it was corrected, and its digest there: so that root stays provable. */
    formerBatchId: uuid('former_batch_id'),
    formerDigest: bytes('former_digest'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    // A presumption gives way to evidence once; the database refuses a second time.
    uniqueIndex('ledger_entry_correction').on(table.tenantId, table.usageEventId).where(sql`kind = 'correct' and budget_id is null`),
    index('ledger_entry_budget').on(table.tenantId, table.budgetId, table.periodStartAt).where(sql`budget_id is not null`),
    index('ledger_entry_booked').on(table.tenantId, table.batchId).where(sql`kind in ('adjust', 'credit', 'rerate')`),
    index('ledger_entry_former_batch').on(table.tenantId, table.formerBatchId).where(sql`former_batch_id is not null`),
  ],
);
