import { cutText } from '../cut-text.ts';
import type { ChannelKind } from './channel-kind.ts';
import { postJson } from './post-json.ts';

/** Slack reads these three in mrkdwn as markup (Slack, "Formatting text for app surfaces"). */
const plain = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const signs = { info: ':information_source:', warning: ':warning:', critical: ':rotating_light:' } as const;
/** Limits of Block Kit: a header, the text of a section, fields of a section. */
const limits = { header: 150, text: 2900, fields: 10, field: 1900 } as const;

/** A room of Slack by an incoming webhook, whose address is the secret. */
export const slack: ChannelKind = {
  secret: 'address',
  isVerifiedLive: false,
  async send(means, { secrets: [address = ''] }, { title, summary, severity, phase, facts, path }) {
    const link = `${means.publicUrl}${path}`;
    const sign = phase === 'over' ? ':white_check_mark:' : signs[severity];
    const fields = facts
      .slice(0, limits.fields)
      .map(([label, value]) => ({ type: 'mrkdwn', text: cutText(`*${plain(label)}*\n${plain(value)}`, limits.field) }));
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: cutText(title, limits.header), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: cutText(`${sign} ${plain(summary)}`, limits.text) } },
      ...(fields.length === 0 ? [] : [{ type: 'section', fields }]),
      { type: 'section', text: { type: 'mrkdwn', text: `<${link}|Open in Tollgate>` } },
    ];
    const sent = await postJson(
      means,
      address,
      Buffer.from(JSON.stringify({ text: cutText(`${title}: ${summary}`, limits.text), blocks })),
    );
    // What Slack says of a webhook that was removed ("Sending messages using incoming webhooks", error handling).
    const isGone = sent.status === 404 || /no_service|channel_is_archived|team_disabled/.test(sent.note);
    return sent.kind === 'failed' && isGone ? { ...sent, kind: 'gone' } : sent;
  },
};
