import { mailAttachment, mailMessage } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { linkMarker, type MailContent, renderMail, unsubscribeMarker } from './mail-text.ts';

/** The forms of a message, with the markers of its links in them. */
export interface MailForms {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What stands for links in a message until it is sent. */
export interface MailMarkers {
  readonly link: string;
  readonly unsubscribe: string;
}

/** Whom a message goes to, and where its link leads. */
export interface Mail {
  readonly recipient: string;
  /** What it says, in the form of all messages; or its own forms, drawn with the markers of its links. */
  readonly content: MailContent | ((markers: MailMarkers) => MailForms | Promise<MailForms>);
  /** Path in the console, from its slash on. */
  readonly linkPath: string;
  /** What the last segment of the link is derived from; null for a link that ends with its path. */
  readonly linkId: string | null;
  /** What the secret of the link to unsubscribe is derived from; absent where there is nothing to unsubscribe from. */
  readonly unsubscribeId?: string;
  /** Stored files (lib/files) that go along, in their order. */
  readonly fileIds?: readonly string[];
}

/** Writes messages in the transaction of what they tell of; a job sends them after its commit. Answers their ids, in order. */
export async function enqueueMail(tx: TenantTransaction, tenantId: string, now: Date, mails: readonly Mail[]): Promise<readonly string[]> {
  if (mails.length === 0) return [];
  const rows = await Promise.all(
    mails.map(async ({ recipient, content, linkPath, linkId, unsubscribeId = null }) => {
      const id = newUuid(now.getTime());
      const markers = { link: linkMarker(id), unsubscribe: unsubscribeMarker(id) };
      const forms = typeof content === 'function' ? await content(markers) : renderMail(content, markers.link);
      return { tenantId, id, recipient, ...forms, linkPath, linkId, unsubscribeId, nextAttemptAt: now, createdAt: now };
    }),
  );
  await tx.insert(mailMessage).values(rows);
  const attached = mails.flatMap(({ fileIds = [] }, at) =>
    fileIds.map((fileId, position) => ({ tenantId, mailId: rows[at]?.id ?? '', position, fileId })),
  );
  if (attached.length > 0) await tx.insert(mailAttachment).values(attached);
  return rows.map(({ id }) => id);
}
