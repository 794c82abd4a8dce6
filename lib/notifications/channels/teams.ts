import { cutText } from '../cut-text.ts';
import type { ChannelKind } from './channel-kind.ts';
import { postJson } from './post-json.ts';

const colours = { info: 'Accent', warning: 'Warning', critical: 'Attention' } as const;
/** Adaptive Cards read some Markdown in text blocks; a backslash takes its meaning away. */
const plain = (text: string): string => text.replace(/[\\`*_[\]()#+\-!<>]/g, '\\$&');
/** Messages over about 28 KB are refused, so texts end far below. */
const limits = { title: 300, text: 4000, facts: 20, fact: 300 } as const;

/** A room of Microsoft Teams by the workflow "When a Teams webhook request is received", whose address is the secret. */
export const teams: ChannelKind = {
  secret: 'address',
  isVerifiedLive: false,
  async send(means, { secrets: [address = ''] }, { title, summary, severity, phase, facts, path }) {
    const color = phase === 'over' ? 'Good' : colours[severity];
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [
        { type: 'TextBlock', text: plain(cutText(title, limits.title)), size: 'Medium', weight: 'Bolder', color, wrap: true },
        { type: 'TextBlock', text: plain(cutText(summary, limits.text)), wrap: true },
        {
          type: 'FactSet',
          facts: facts.slice(0, limits.facts).map(([label, value]) => ({ title: label, value: plain(cutText(value, limits.fact)) })),
        },
      ],
      actions: [{ type: 'Action.OpenUrl', title: 'Open in Tollgate', url: `${means.publicUrl}${path}` }],
    };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }];
    return postJson(means, address, Buffer.from(JSON.stringify({ type: 'message', attachments })));
  },
};
