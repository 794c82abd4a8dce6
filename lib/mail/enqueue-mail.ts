import { mailMessage } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { linkMarker, type MailContent, renderMail } from './mail-text.ts';

/** Whom a message goes to, and where its link leads. */
export interface Mail {
  readonly recipient: string;
  readonly content: MailContent;
  /** Path in the console, from its slash on. */
  readonly linkPath: string;
  /** What the last segment of the link is derived from; null for a link that ends with its path. */
  readonly linkId: string | null;
}

/** Writes messages in the transaction of what they tell of; a job sends them after its commit. */
export async function enqueueMail(tx: TenantTransaction, tenantId: string, now: Date, mails: readonly Mail[]): Promise<void> {
  if (mails.length === 0) return;
  await tx.insert(mailMessage).values(
    mails.map(({ recipient, content, linkPath, linkId }) => {
      const id = newUuid(now.getTime());
      return { tenantId, id, recipient, ...renderMail(content, linkMarker(id)), linkPath, linkId, nextAttemptAt: now, createdAt: now };
    }),
  );
}
