import { eq } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { invitationDays } from '#lib/contracts/invitations.ts';
import { newUuid } from '#lib/core/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { linkToken, linkTokenHash } from '#lib/mail/link-token.ts';

/** Where the link in a message leads; its secret follows. */
const invitePath = '/invite';
const dayMs = 86_400_000;

/** A way in that works once: what to store of it, and the path to hand over. */
export interface InvitationLink {
  readonly tokenHash: string;
  readonly expiresAt: Date;
  readonly linkPath: string;
}

/** Makes a link and queues the message that carries it. The secret is derived as the message is sent, and nothing stores it. */
export async function sendLink(ctx: OperationContext, email: string, teamName: string | null): Promise<InvitationLink> {
  const { tx, tenantId, now, caller, runtime } = ctx;
  const [row] = await tx.select({ name: tenant.name }).from(tenant).where(eq(tenant.tenantId, tenantId));
  const organization = row?.name ?? '';
  const linkId = newUuid(now.getTime());
  const token = linkToken(runtime.keyPepper, linkId);
  const expiresAt = new Date(now.getTime() + invitationDays * dayMs);
  const content = {
    subject: `Join ${organization} on Tollgate`,
    paragraphs: [`${caller.name || caller.email} invites you to ${organization}, whose calls to AI models go through Tollgate.`],
    facts: [['Your sign-in', email] as const, ...(teamName === null ? [] : [['Team', teamName] as const])],
    action: 'Join',
    foot: `The link works once, for ${invitationDays} days. If you did not expect it, do nothing: nobody joins by a message alone.`,
  };
  await enqueueMail(tx, tenantId, now, [{ recipient: email, content, linkPath: invitePath, linkId }]);
  return { tokenHash: linkTokenHash(token), expiresAt, linkPath: `${invitePath}/${token}` };
}
