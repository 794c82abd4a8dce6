import { and, eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { mailAttachment, mailMessage } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { Logger } from '#lib/core/logger.ts';
import { findFiles, readFileBytes } from '#lib/files/index.ts';
import { linkToken } from './link-token.ts';
import { linkMarker, unsubscribeMarker } from './mail-text.ts';
import { type Mailer, type MailFile, MailRefused } from './mailer.ts';

const tenantsAtOnce = 100;
const messagesAtOnce = 20;
const attemptsMax = 12;
/** Longer than a message can take; whoever has claimed it and died is taken over from after that. */
const claimMs = 120_000;
const backoffMaxMs = 3_600_000;
const errorLengthMax = 500;

/** What sending needs. */
export interface MailRoom {
  readonly databases: Pick<Databases, 'app' | 'jobs'>;
  readonly mailer: Mailer;
  readonly pepper: Buffer;
  /** Where people reach the console, without a slash at its end. */
  readonly publicUrl: string;
  readonly logger: Logger;
}

/** What became of the messages that were due. */
export interface MailSent {
  readonly sent: number;
  readonly failed: number;
}

type StoredMail = typeof mailMessage.$inferSelect;

/** Takes messages that are due for this process alone, until the claim ends. */
function claim({ databases }: MailRoom, tenantId: string, now: Date): Promise<StoredMail[]> {
  return inTenant(databases.app, tenantId, (tx) => {
    const due = sql`select id from mail_message where tenant_id = ${tenantId} and state = 'queued'
      and next_attempt_at <= ${now.toISOString()}::timestamptz order by next_attempt_at limit ${messagesAtOnce} for update skip locked`;
    return tx
      .update(mailMessage)
      .set({ attempts: sql`${mailMessage.attempts} + 1`, nextAttemptAt: new Date(now.getTime() + claimMs) })
      .where(and(eq(mailMessage.tenantId, tenantId), sql`${mailMessage.id} in (${due})`))
      .returning();
  });
}

/** One, two, four … minutes after an attempt, an hour at most. */
const backoffMs = (attempts: number): number => Math.min(backoffMaxMs, 60_000 * 2 ** (attempts - 1));

/** Writes what came of an attempt, unless another process has taken the message over meanwhile. */
async function settle({ databases }: MailRoom, mail: StoredMail, set: Partial<StoredMail>): Promise<void> {
  await inTenant(databases.app, mail.tenantId, (tx) =>
    tx
      .update(mailMessage)
      .set(set)
      .where(and(eq(mailMessage.tenantId, mail.tenantId), eq(mailMessage.id, mail.id), eq(mailMessage.attempts, mail.attempts))),
  );
}

/** The files that go along, read as they are sent. One that is gone since is a fault: the message says that it is there. */
async function attachmentsOf({ databases }: MailRoom, { tenantId, id: mailId }: StoredMail): Promise<MailFile[]> {
  return inTenant(
    databases.app,
    tenantId,
    async (tx) => {
      const wanted = await tx
        .select({ fileId: mailAttachment.fileId })
        .from(mailAttachment)
        .where(and(eq(mailAttachment.tenantId, tenantId), eq(mailAttachment.mailId, mailId)))
        .orderBy(mailAttachment.position);
      const room = { tx, tenantId };
      const files = await findFiles(
        room,
        wanted.map(({ fileId }) => fileId),
      );
      const read: MailFile[] = [];
      for (const { fileId } of wanted) {
        const file = files.find(({ id }) => id === fileId);
        if (file === undefined) throw new MailRefused('A file that belongs to the message is gone');
        read.push({ ...file, content: await readFileBytes(room, fileId, 0, file.sizeBytes) });
      }
      return read;
    },
    { readOnly: true },
  );
}

async function sendOne(room: MailRoom, mail: StoredMail, now: Date): Promise<boolean> {
  const { id, recipient, subject, linkPath, linkId } = mail;
  const link = `${room.publicUrl}${linkPath}${linkId === null ? '' : `/${linkToken(room.pepper, linkId)}`}`;
  const token = mail.unsubscribeId === null ? '' : linkToken(room.pepper, mail.unsubscribeId);
  const withLinks = (form: string): string =>
    form.replaceAll(linkMarker(id), link).replaceAll(unsubscribeMarker(id), `${room.publicUrl}/unsubscribe/${token}`);
  try {
    await room.mailer.send({
      ...{ id, recipient, subject, text: withLinks(mail.text), html: withLinks(mail.html) },
      ...(mail.unsubscribeId === null ? {} : { unsubscribe: { url: `${room.publicUrl}/api/unsubscribe/${token}` } }),
      attachments: await attachmentsOf(room, mail),
    });
  } catch (error) {
    const lastError = (error instanceof Error ? error.message : String(error)).slice(0, errorLengthMax);
    const isOver = error instanceof MailRefused || mail.attempts >= attemptsMax;
    room.logger.warn({ err: error, tenantId: mail.tenantId, mailId: id, attempts: mail.attempts }, 'An e-mail could not be sent');
    await settle(
      room,
      mail,
      isOver ? { state: 'failed', lastError } : { lastError, nextAttemptAt: new Date(now.getTime() + backoffMs(mail.attempts)) },
    );
    return false;
  }
  await settle(room, mail, { state: 'sent', sentAt: now, lastError: null });
  return true;
}

/**
 * Sends what is due, of all tenants. Of processes side by side one sends a message; one that died between the server's word
 * and its own note has it sent again under the same Message-ID.
 */
export async function sendDueMail(room: MailRoom, now: Date, signal: AbortSignal): Promise<MailSent> {
  const due = await room.databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('send-mail', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let [sent, failed] = [0, 0];
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    for (const mail of await claim(room, tenantId, now)) {
      if (await sendOne(room, mail, now)) sent += 1;
      else failed += 1;
    }
  }
  return { sent, failed };
}
