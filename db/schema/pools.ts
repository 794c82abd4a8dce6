import { sql } from 'drizzle-orm';
import { foreignKey, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, version } from './columns.ts';
import { connection } from './gateway.ts';
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
