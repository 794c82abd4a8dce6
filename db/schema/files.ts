import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId } from './columns.ts';
import { tenant } from './organization.ts';

/** A file that a job wrote and people take later. Its bytes are parts of one size (lib/files), so that any range of them is a few rows. */
export const storedFile = pgTable(
  'stored_file',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    contentType: text('content_type').notNull(),
    /** Of the parts that are there; the file is whole once whoever wrote it says so. */
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull().default(0),
    /** From when on it is deleted; null for never. */
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('stored_file_expiry').on(table.tenantId, table.expiresAt).where(sql`expires_at is not null`),
  ],
);

export const storedFilePart = pgTable(
  'stored_file_part',
  {
    tenantId: tenantId(),
    fileId: uuid('file_id').notNull(),
    /** From 0. */
    position: integer('position').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.fileId, table.position] }),
    foreignKey({ columns: [table.tenantId, table.fileId], foreignColumns: [storedFile.tenantId, storedFile.id] }).onDelete('cascade'),
  ],
);
