import { sql } from 'drizzle-orm';
import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

/** A rule about what calls say. What it does lies in its versions; the draft is the next of them. */
export const guardrail = pgTable(
  'guardrail',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    /** The department, team or project; null for the whole tenant. */
    scopeId: uuid('scope_id'),
    /** A definition (lib/contracts/guardrail-definition.ts) that is not published yet; null when nothing was changed since. */
    draft: jsonb('draft').$type<unknown>(),
    /** The version in force, and the one that only watches; null where there is none. */
    activeVersion: integer('active_version'),
    shadowVersion: integer('shadow_version'),
    publishedAt: at('published_at'),
    /** What a webhook is asked with, sealed as credentials of connections are. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    credentialHint: text('credential_hint'),
    credentialRotatedAt: at('credential_rotated_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('guardrail_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** What was published, for good: no role may change or delete a row. */
export const guardrailVersion = pgTable(
  'guardrail_version',
  {
    tenantId: tenantId(),
    guardrailId: uuid('guardrail_id').notNull(),
    /** From 1 on, without gaps. */
    number: integer('number').notNull(),
    definition: jsonb('definition').$type<unknown>().notNull(),
    note: text('note').notNull().default(''),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.guardrailId, table.number] }),
    foreignKey({ columns: [table.tenantId, table.guardrailId], foreignColumns: [guardrail.tenantId, guardrail.id] }),
  ],
);
