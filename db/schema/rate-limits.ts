import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** One limit inside a tier. */
export interface StoredTierLimit {
  readonly metric: 'requests' | 'tokens' | 'concurrency' | 'cost';
  /** Null for concurrency. */
  readonly window: 'minute' | 'hour' | 'day' | 'month' | null;
  /** Of cost in millionths of a dollar. */
  readonly limit: number;
  readonly burst: number | null;
}

/** A named set of limits that is given to keys, teams or roles. */
export const rateTier = pgTable(
  'rate_tier',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    limits: jsonb('limits').$type<readonly StoredTierLimit[]>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('rate_tier_name').on(table.tenantId, sql`lower(${table.name})`),
  ],
);

/** How much the calls of a scope may do in any stretch of time: one limit of its own, or those of a tier. */
export const rateLimit = pgTable(
  'rate_limit',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    /** `department` and `team` include what lies below them; `role` is what its holders have who have none of their own. */
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'user', 'role', 'key', 'model', 'target'] }).notNull(),
    /** The UUID of an entity, the name of a model, a connection's UUID with an optional ` model` behind it; empty for the tenant. */
    scopeValue: text('scope_value').notNull().default(''),
    /** Whether the scope shares the limit, or each person or key in it has it. */
    per: text('per', { enum: ['all', 'user', 'key'] })
      .notNull()
      .default('all'),
    tierId: uuid('tier_id'),
    /** Null where a tier says it, as the next three. */
    metric: text('metric', { enum: ['requests', 'tokens', 'concurrency', 'cost'] }),
    limitWindow: text('limit_window', { enum: ['minute', 'hour', 'day', 'month'] }),
    limitAmount: bigint('limit_amount', { mode: 'number' }),
    burst: bigint('burst', { mode: 'number' }),
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.tierId], foreignColumns: [rateTier.tenantId, rateTier.id] }),
    uniqueIndex('rate_limit_name').on(table.tenantId, sql`lower(${table.name})`),
    index('rate_limit_scope').on(table.tenantId, table.scopeKind, table.scopeValue),
  ],
);

/** What a tenant wants while its limits cannot be counted; a tenant without a row lets calls pass. */
export const rateLimitSetting = pgTable(
  'rate_limit_setting',
  {
    tenantId: tenantId(),
    whenStoreDown: text('when_store_down', { enum: ['open', 'closed'] })
      .notNull()
      .default('open'),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** What is counted of a window, in slots; moves through the functions of rate-limits.sql only. */
export const rateGauge = pgTable(
  'rate_gauge',
  {
    tenantId: tenantId(),
    key: text('key').notNull(),
    windowMs: bigint('window_ms', { mode: 'number' }).notNull(),
    slotMs: bigint('slot_ms', { mode: 'number' }).notNull(),
    /** Numbers of slots since 1970, and what is counted in each. */
    slots: bigint('slots', { mode: 'number' }).array().notNull().default(sql`'{}'`),
    amounts: bigint('amounts', { mode: 'number' }).array().notNull().default(sql`'{}'`),
    updatedAt: updatedAt(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.key] })],
);

/** Places among the calls at a time that one run of one process has for its own. */
export const ratePlace = pgTable(
  'rate_place',
  {
    tenantId: tenantId(),
    key: text('key').notNull(),
    incarnation: uuid('incarnation').notNull(),
    places: integer('places').notNull(),
    seenAt: at('seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.key, table.incarnation] })],
);
