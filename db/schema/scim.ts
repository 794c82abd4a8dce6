import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** What a directory says of a person. The account's id never depends on it: a changed external id changes this row alone. */
export const scimUser = pgTable(
  'scim_user',
  {
    tenantId: tenantId(),
    userId: uuid('user_id').notNull(),
    userName: text('user_name').notNull(),
    /** By which names are found in any case; see `email_key` of `user_account`. */
    userNameKey: text('user_name_key').notNull().generatedAlwaysAs(sql`lower(user_name)`),
    externalId: text('external_id'),
    /** Addresses besides the account's, in lower case. */
    otherEmails: text('other_emails').array().notNull().default([]),
    /** Everything else, under the names of RFC 7643. */
    attributes: jsonb('attributes').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
    /** Deleted in the directory: not there for SCIM any more, until it is created again. */
    deletedAt: at('deleted_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('scim_user_name').on(table.tenantId, table.userNameKey),
    index('scim_user_external').on(table.tenantId, table.externalId),
    index('scim_user_other_emails').on(table.tenantId, table.userId).where(sql`other_emails <> '{}'`),
  ],
);

/** A request of a directory that changed something or failed; kept for thirty days. */
export const scimEvent = pgTable(
  'scim_event',
  {
    tenantId: tenantId(),
    id: id(),
    occurredAt: at('occurred_at').notNull(),
    /** Name of the token or client. */
    actorName: text('actor_name').notNull(),
    method: text('method').notNull(),
    /** Below /scim/v2, with the query. */
    path: text('path').notNull(),
    status: smallint('status').notNull(),
    /** Public id of the person or group, where one came of it. */
    resourceId: text('resource_id'),
    /** Why it failed, as the directory was told. */
    detail: text('detail'),
    durationMs: integer('duration_ms').notNull(),
    requestId: uuid('request_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('scim_event_age').on(table.tenantId, table.occurredAt),
  ],
);
