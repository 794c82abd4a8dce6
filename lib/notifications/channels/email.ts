import type { ChannelKind } from './channel-kind.ts';

/** Mailboxes, by the operator's mail server. */
export const email: ChannelKind = {
  secret: 'none',
  isVerifiedLive: true,
  async send(means, { tenantId, settings }, message) {
    const recipients = settings.recipients ?? [];
    if (recipients.length === 0) return { kind: 'gone', status: null, note: 'There are no recipients' };
    await means.mail(tenantId, recipients, message);
    return { kind: 'taken', status: null, note: `Handed to the mail server for ${recipients.length} recipients` };
  },
};
