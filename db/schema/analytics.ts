import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** What an organization decided about its figures; one without a row has the defaults. */
export const analyticsSetting = pgTable(
  'analytics_setting',
  {
    tenantId: tenantId(),
    /** named · pseudonyms: whether figures of people show who they are. */
    memberPrivacy: text('member_privacy', { enum: ['named', 'pseudonyms'] })
      .notNull()
      .default('named'),
    /** With pseudonyms, groups with fewer active people than this show nobody. */
    groupMin: smallint('group_min').notNull().default(5),
    /** Keys the pseudonyms, so that nobody who knows the ids can compute them. */
    pseudonymSalt: bytes('pseudonym_salt').notNull(),
    /** Whether the organization's figures are part of those that peers are compared with, and since when. */
    sharesBenchmarks: boolean('shares_benchmarks').notNull().default(false),
    sharesSinceAt: at('shares_since_at'),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** What somebody thought of an answer. One a person, or key, and request: who says it again changes it. */
export const feedback = pgTable(
  'feedback',
  {
    tenantId: tenantId(),
    /** Orders the list; the key is what it is about and who says it. */
    id: id(),
    /** The request it is about; no foreign key, because calls lie in partitions that are dropped one day. */
    requestId: uuid('request_id').notNull(),
    authorKind: text('author_kind', { enum: ['user', 'key'] }).notNull(),
    authorId: uuid('author_id').notNull(),
    /** 1 thumbs up, −1 thumbs down. */
    rating: smallint('rating').notNull(),
    comment: text('comment'),
    /** The call's own time and dimension ids, so that ratings are summed without looking at calls. */
    occurredAt: at('occurred_at').notNull(),
    departmentDim: integer('department_dim').notNull(),
    teamDim: integer('team_dim').notNull(),
    userDim: integer('user_dim').notNull(),
    keyDim: integer('key_dim').notNull(),
    connectionDim: integer('connection_dim').notNull(),
    providerDim: integer('provider_dim').notNull(),
    modelDim: integer('model_dim').notNull(),
    projectDim: integer('project_dim').notNull(),
    environmentDim: integer('environment_dim').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.requestId, table.authorKind, table.authorId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('feedback_occurred').on(table.tenantId, table.occurredAt),
    index('feedback_created').on(table.tenantId, table.createdAt, table.id),
  ],
);

/** What savings are worth and which targets hold, as the organization said; one without a row said nothing. */
export const analyticsGoal = pgTable(
  'analytics_goal',
  {
    tenantId: tenantId(),
    /** Inputs of the return on investment (RoiInputs of the contract, in wire form); null before they were set. */
    roiInputs: jsonb('roi_inputs').$type<unknown>(),
    /** Targets by metric, in the unit of the metric. */
    kpiTargets: jsonb('kpi_targets').$type<Readonly<Record<string, number>>>().notNull().default({}),
    updatedAt: updatedAt(),
    /** Of all of the row; what callers send back is the version of the part that they change. */
    version: version(),
    /** Changes of the inputs; 0 before the first. */
    roiVersion: integer('roi_version').notNull().default(0),
    /** Changes of the targets; 0 before the first. */
    kpiVersion: integer('kpi_version').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/**
 * Figures of all organizations that share theirs, of one month (UTC): written once, with their noise, and never changed. Nobody can
 * be told apart in them, so they are everybody's; what is null had too few.
 */
export const peerBenchmark = pgTable(
  'peer_benchmark',
  {
    /** `2026-10`. */
    period: text('period').notNull(),
    metric: text('metric').notNull(),
    value: doublePrecision('value'),
    low: doublePrecision('low'),
    high: doublePrecision('high'),
    /** Rounded down to fives. */
    peersAtLeast: integer('peers_at_least'),
    publishedAt: at('published_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.period, table.metric] })],
);
