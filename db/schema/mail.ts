import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId } from './columns.ts';
import { storedFile } from './files.ts';
import { tenant } from './organization.ts';

/** A message to one person, written in the transaction of what it tells of and sent by a job. */
export const mailMessage = pgTable(
  'mail_message',
  {
    tenantId: tenantId(),
    /** Also the Message-ID, so that whoever gets it twice after a crash can tell. */
    id: id(),
    recipient: text('recipient').notNull(),
    subject: text('subject').notNull(),
    /** Both forms hold a marker where the link stands (lib/mail). */
    text: text('text').notNull(),
    html: text('html').notNull(),
    /** Where the link leads. */
    linkPath: text('link_path').notNull(),
    /** What the secret at the end of the link is derived from as it is sent; null for links that carry none. */
    linkId: uuid('link_id'),
    /** What the secret of the link to unsubscribe is derived from as it is sent; null where there is nothing to unsubscribe from. */
    unsubscribeId: uuid('unsubscribe_id'),
    state: text('state', { enum: ['queued', 'sent', 'failed'] })
      .notNull()
      .default('queued'),
    attempts: smallint('attempts').notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull().defaultNow(),
    lastError: text('last_error'),
    sentAt: at('sent_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('mail_message_due').on(table.tenantId, table.nextAttemptAt).where(sql`state = 'queued'`),
  ],
);

/** Files that go along with a message; messages to several people share one. */
export const mailAttachment = pgTable(
  'mail_attachment',
  {
    tenantId: tenantId(),
    mailId: uuid('mail_id').notNull(),
    /** From 0. */
    position: smallint('position').notNull(),
    fileId: uuid('file_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.mailId, table.position] }),
    foreignKey({ columns: [table.tenantId, table.mailId], foreignColumns: [mailMessage.tenantId, mailMessage.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenantId, table.fileId], foreignColumns: [storedFile.tenantId, storedFile.id] }).onDelete('cascade'),
    index('mail_attachment_file').on(table.tenantId, table.fileId),
  ],
);
