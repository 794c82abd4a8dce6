import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, version } from './columns.ts';
import { connection, virtualKey } from './gateway.ts';
import { department, team } from './organization.ts';

/** A connection of one part of the organization that another part may use. */
export const connectionLoan = pgTable(
  'connection_loan',
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid('connection_id').notNull(),
    /** To whom it is lent, with all that lies below; exactly one of the two. */
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    note: text('note').notNull().default(''),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    endedAt: at('ended_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({
      name: 'connection_loan_connection',
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connection.tenantId, connection.id],
    }),
    foreignKey({
      name: 'connection_loan_department',
      columns: [table.tenantId, table.departmentId],
      foreignColumns: [department.tenantId, department.id],
    }),
    foreignKey({ name: 'connection_loan_team', columns: [table.tenantId, table.teamId], foreignColumns: [team.tenantId, team.id] }),
    uniqueIndex('connection_loan_borrower')
      .on(table.tenantId, table.connectionId, sql`coalesce(${table.teamId}, ${table.departmentId})`)
      .where(sql`ended_at is null`),
  ],
);

/** A virtual key that another part of the organization may use, with a secret of its own that tells its calls from the lender's. */
export const keyLoan = pgTable(
  'key_loan',
  {
    tenantId: tenantId(),
    id: id(),
    /** The key that is lent now: where it is rotated, the one that replaced it. */
    keyId: uuid('key_id').notNull(),
    /** To whom it is lent, and whom its calls are charged to; exactly one of the two. */
    departmentId: uuid('department_id'),
    teamId: uuid('team_id'),
    note: text('note').notNull().default(''),
    /** Of the borrower's secret, like those of virtual keys; all null until the borrower takes one. */
    keyHash: text('key_hash'),
    display: text('display'),
    issuedAt: at('issued_at'),
    /** When it ends by itself; null for as long as the key lives. */
    expiresAt: at('expires_at'),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    endedAt: at('ended_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({
      name: 'key_loan_key',
      columns: [table.tenantId, table.keyId],
      foreignColumns: [virtualKey.tenantId, virtualKey.id],
    }),
    foreignKey({
      name: 'key_loan_department',
      columns: [table.tenantId, table.departmentId],
      foreignColumns: [department.tenantId, department.id],
    }),
    foreignKey({ name: 'key_loan_team', columns: [table.tenantId, table.teamId], foreignColumns: [team.tenantId, team.id] }),
    uniqueIndex('key_loan_borrower')
      .on(table.tenantId, table.keyId, sql`coalesce(${table.teamId}, ${table.departmentId})`)
      .where(sql`ended_at is null`),
    // Not led by the tenant: this is how the tenant of a presented secret is found.
    index('key_loan_hash').on(table.keyHash).where(sql`key_hash is not null`),
  ],
);
