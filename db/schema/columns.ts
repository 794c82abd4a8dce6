import { bigint, customType, integer, timestamp, uuid } from 'drizzle-orm/pg-core';

/** The owner of the row; first in every primary key and index, so that Citus can distribute by it later. */
export const tenantId = () => uuid('tenant_id').notNull();

/** UUID v7 made in the application (`newUuid`), never by the database. */
export const id = () => uuid('id').notNull();

/** Integer nano-USD. */
export const nanoUsd = (name: `${string}_nano_usd`) => bigint(name, { mode: 'bigint' });

/** An instant with millisecond precision. */
export const at = (name: `${string}_at`) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

export const createdAt = () => at('created_at').notNull().defaultNow();
export const updatedAt = () => at('updated_at').notNull().defaultNow();

/** Counts changes of the row; the ETag of the resource. */
export const version = () => integer('version').notNull().default(1);

/** Raw bytes. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A transaction id that never wraps around (xid8), as its decimal digits. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });
