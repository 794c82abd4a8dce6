import { pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';

/** The key of tenant tokens as the padded blocks of RFC 2104. One row (id 1); only the owner's `current_tenant()` reads it. */
export const tenantTokenKey = pgTable('tenant_token_key', {
  id: smallint('id').primaryKey(),
  innerPad: bytes('inner_pad').notNull(),
  outerPad: bytes('outer_pad').notNull(),
});

/** What was last applied by db/apply-access.ts, so that a start with nothing changed takes no locks. One row (id 1). */
export const accessState = pgTable('access_state', {
  id: smallint('id').primaryKey(),
  /** Digest of the declaration and the functions. */
  declared: text('declared').notNull(),
  /** Digest of policies, privileges and functions as the catalogue had them afterwards. */
  catalogue: text('catalogue').notNull(),
  appliedAt: at('applied_at').notNull().defaultNow(),
});
