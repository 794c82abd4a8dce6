import type { Databases } from '#db/client.ts';
import { inTenant } from '#db/tenant.ts';
import { enqueueMail, type Mail } from '#lib/mail/enqueue-mail.ts';
import type { MailContent } from '#lib/mail/mail-text.ts';
import type { ChannelMeans } from './channels/channel-kind.ts';
import type { NotificationMessage } from './message.ts';

const words = { info: 'For your information', warning: 'Warning', critical: 'Critical' } as const;

const contentOf = ({ title, summary, severity, phase, facts }: NotificationMessage, foot: string): MailContent => ({
  subject: phase === 'over' ? `Over: ${title}` : `${words[severity]}: ${title}`,
  paragraphs: [summary],
  facts,
  action: 'Open in Tollgate',
  foot,
});

const byChannel = 'You get this because a channel of your organization in Tollgate names this address.';
const byRule = 'You get this because a rule of your organization in Tollgate names you.';

/** A message as e-mails to people that a rule names; for the transaction of what it tells of. */
export const mailsOf = (recipients: readonly string[], message: NotificationMessage): readonly Mail[] =>
  recipients.map((recipient) => ({ recipient, content: contentOf(message, byRule), linkPath: message.path, linkId: null }));

/** Writes one e-mail for each recipient, in a transaction of its own; the mail job sends them. */
export const mailMessages =
  (app: Databases['app'], now: () => number): ChannelMeans['mail'] =>
  async (tenantId, recipients, message) => {
    const content = contentOf(message, byChannel);
    await inTenant(app, tenantId, (tx) =>
      enqueueMail(
        tx,
        tenantId,
        new Date(now()),
        recipients.map((recipient) => ({ recipient, content, linkPath: message.path, linkId: null })),
      ),
    );
  };
