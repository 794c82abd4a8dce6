import { bigint, foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

/** Where a tenant's audit log is sent, and how far it has got there. */
export const auditTarget = pgTable(
  'audit_target',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    /** Address with scheme; null where e-mail is sent. */
    url: text('url'),
    settings: jsonb('settings').notNull(),
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    credentialHint: text('credential_hint'),
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    /** The epoch and index of the next leaf to be sent; of checkpoints, the size that was sent last. */
    cursorEpoch: integer('cursor_epoch').notNull().default(1),
    cursorIndex: bigint('cursor_index', { mode: 'bigint' }).notNull(),
    attempts: smallint('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull().defaultNow(),
    lastError: text('last_error'),
    failingSinceAt: at('failing_since_at'),
    deliveredAt: at('delivered_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    uniqueIndex('audit_target_name').on(table.tenantId, table.name),
    index('audit_target_due').on(table.tenantId, table.nextAttemptAt),
  ],
);
