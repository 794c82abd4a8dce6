import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

/** One attempt to deliver a message, as the log shows it. */
export interface DeliveryAttempt {
  readonly at: string;
  readonly ok: boolean;
  /** HTTP status; null where no answer came or the channel is not HTTP. */
  readonly status: number | null;
  readonly note: string;
  readonly ms: number;
}

/** Where a tenant is told what happened: mailboxes, chat rooms, pagers and webhooks. */
export const notificationChannel = pgTable(
  'notification_channel',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    kind: text('kind').notNull(),
    /** Address of a webhook, for all to see; null where the address itself is the secret, and for e-mail. */
    url: text('url'),
    settings: jsonb('settings').notNull(),
    /** Events that are told here by themselves; a name, `prefix.*` or `*`. What alert rules send here comes besides. */
    events: text('events').array().notNull().default(sql`'{}'`),
    /** JSON of the secrets (lib/notifications/channel-secrets.ts), sealed. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    credentialHint: text('credential_hint'),
    /** Until when messages carry a signature by the secret before the last rotation as well. */
    formerSecretUntilAt: at('former_secret_until_at'),
    /** disabled: nobody takes what is sent, so that nothing more is; a person turns it on again. */
    status: text('status', { enum: ['active', 'paused', 'disabled'] })
      .notNull()
      .default('active'),
    lastError: text('last_error'),
    failingSinceAt: at('failing_since_at'),
    deliveredAt: at('delivered_at'),
    testedAt: at('tested_at'),
    testResult: jsonb('test_result'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    uniqueIndex('notification_channel_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** One message to one channel: written with what it tells of, sent by a job, kept as the log of deliveries. */
export const notificationDelivery = pgTable(
  'notification_delivery',
  {
    tenantId: tenantId(),
    /** Also the id that receivers know a repeated message by. */
    id: id(),
    channelId: uuid('channel_id').notNull(),
    /** What is told of, so that a crash between two steps writes no second message; null for what a person sent. */
    sourceKey: text('source_key'),
    event: text('event').notNull(),
    message: jsonb('message').notNull(),
    /** dead: given up after the last attempt; a replay queues it again. */
    state: text('state', { enum: ['queued', 'delivered', 'dead'] })
      .notNull()
      .default('queued'),
    attempts: smallint('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull().defaultNow(),
    deliveredAt: at('delivered_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    /** The last attempts, the newest last. */
    log: jsonb('log').$type<readonly DeliveryAttempt[]>().notNull().default([]),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.channelId], foreignColumns: [notificationChannel.tenantId, notificationChannel.id] }),
    uniqueIndex('notification_delivery_once').on(table.tenantId, table.channelId, table.sourceKey).where(sql`source_key is not null`),
    index('notification_delivery_due').on(table.tenantId, table.nextAttemptAt).where(sql`state = 'queued'`),
    index('notification_delivery_channel').on(table.tenantId, table.channelId, table.id),
  ],
);
