import { sql } from 'drizzle-orm';
import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** A rule about calls. What it does lies in its versions; the draft is the next of them. */
export const policy = pgTable(
  'policy',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    type: text('type', { enum: ['cost_control', 'access', 'data', 'model', 'rate'] }).notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    /** The department, team or project; null for the whole tenant. */
    scopeId: uuid('scope_id'),
    /** A definition (lib/contracts/policy-definition.ts) that is not published yet; null when nothing was changed since. */
    draft: jsonb('draft').$type<unknown>(),
    draftSavedAt: at('draft_saved_at'),
    draftSavedBy: uuid('draft_saved_by'),
    /** The version in force, and the one that only watches; null where there is none. */
    activeVersion: integer('active_version'),
    shadowVersion: integer('shadow_version'),
    publishedAt: at('published_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('policy_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** What was published, for good: no role may change or delete a row, so a rollback finds exactly what was in force. */
export const policyVersion = pgTable(
  'policy_version',
  {
    tenantId: tenantId(),
    policyId: uuid('policy_id').notNull(),
    /** From 1 on, without gaps. */
    number: integer('number').notNull(),
    definition: jsonb('definition').$type<unknown>().notNull(),
    note: text('note').notNull().default(''),
    /** Who wrote it, and who published it. */
    writtenBy: uuid('written_by'),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.policyId, table.number] }),
    foreignKey({ columns: [table.tenantId, table.policyId], foreignColumns: [policy.tenantId, policy.id] }),
  ],
);

/** How a tenant decides about its policies; no row is the default. */
export const policySetting = pgTable(
  'policy_setting',
  {
    tenantId: tenantId(),
    /** Who wrote a version may not be the one who puts it in force. */
    needsSecondPerson: boolean('needs_second_person').notNull().default(false),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);
