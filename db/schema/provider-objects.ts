import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt } from './columns.ts';
import { connection } from './gateway.ts';

/**
 * What callers left at a provider: files, batches, fine-tuning jobs. An account there may serve several tenants and many
 * teams, and shows everything to everybody who has its key; this table says whose each thing is.
 */
export const providerObject = pgTable(
  'provider_object',
  {
    tenantId: tenantId(),
    id: id(),
    kind: text('kind', { enum: ['file', 'batch', 'fine_tuning_job'] }).notNull(),
    connectionId: uuid('connection_id').notNull(),
    /** The provider's id; null while it has not been told yet. */
    providerId: text('provider_id'),
    /** Who sees it: `team:`, else `user:`, else `key:`, with the id of the key's owner. */
    owner: text('owner').notNull(),
    teamId: uuid('team_id'),
    userId: uuid('user_id'),
    keyId: uuid('key_id'),
    /**
     * creating: asked for, the answer has not come · running: money is held for it · settled: paid · kept: a file, which
     * costs nothing · deleted.
     */
    state: text('state', { enum: ['creating', 'running', 'settled', 'kept', 'deleted'] }).notNull(),
    purpose: text('purpose'),
    /** The object as the provider told it last. */
    body: jsonb('body').notNull(),
    /** What a file of requests asks for and can cost at most, worked out when it came. */
    work: jsonb('work'),
    /** The reservation that holds its money, whose id is that of its usage event. */
    reservationId: uuid('reservation_id'),
    /** When somebody has to look what became of it. */
    nextCheckAt: at('next_check_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [connection.tenantId, connection.id] }),
    index('provider_object_name').on(table.tenantId, table.providerId),
    index('provider_object_owner').on(table.tenantId, table.owner, table.kind, table.id),
    index('provider_object_due').on(table.tenantId, table.nextCheckAt).where(sql`state in ('creating', 'running')`),
  ],
);
