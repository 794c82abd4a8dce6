import { boolean, foreignKey, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** How keys of a scope are to be kept: how often they are replaced, and how many there may be. Which counts for a key is told by key_rotation_rule. */
export const keyPolicy = pgTable(
  'key_policy',
  {
    tenantId: tenantId(),
    id: id(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'kind', 'team'] }).notNull(),
    /** A kind of keys, or the UUID of a team; empty for the tenant. */
    scopeValue: text('scope_value').notNull().default(''),
    /** Null where keys need not be replaced. */
    rotateEveryDays: integer('rotate_every_days'),
    /** Days before a key is due on which its people are reminded. */
    remindDays: integer('remind_days').notNull().default(14),
    /** Days after it is due in which it goes on working, where `enforced`. */
    overlapDays: integer('overlap_days').notNull().default(7),
    enforced: boolean('enforced').notNull().default(false),
    /** Active keys in the scope at most, of the kind `personal` of each person; null for any number. */
    keysMax: integer('keys_max'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('key_policy_scope').on(table.tenantId, table.scopeKind, table.scopeValue),
  ],
);
