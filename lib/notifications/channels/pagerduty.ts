import { cutText } from '../cut-text.ts';
import type { ChannelKind } from './channel-kind.ts';
import { postJson } from './post-json.ts';

const actions = { open: 'trigger', acknowledged: 'acknowledge', over: 'resolve' } as const;
const summaryLengthMax = 1024;
const dedupKeyLengthMax = 255;
/** Where events go unless a channel says otherwise: the service region of the United States. */
export const pagerdutyUrl = 'https://events.pagerduty.com/v2/enqueue';

/** A service of PagerDuty by its integration key (Events API v2); what is over is resolved there, too. */
export const pagerduty: ChannelKind = {
  secret: 'key',
  isVerifiedLive: false,
  async send(means, { url, secrets: [routingKey = ''] }, { event, at, title, summary, severity, phase, subject, facts, path }) {
    const body = {
      ...{ routing_key: routingKey, event_action: actions[phase], dedup_key: cutText(subject, dedupKeyLengthMax) },
      ...{ client: 'Tollgate', client_url: `${means.publicUrl}${path}` },
      ...{ links: [{ href: `${means.publicUrl}${path}`, text: 'Open in Tollgate' }] },
      payload: {
        ...{ summary: cutText(`${title}: ${summary}`, summaryLengthMax), source: 'Tollgate', timestamp: at, severity, class: event },
        custom_details: Object.fromEntries(facts),
      },
    };
    return postJson(means, url ?? pagerdutyUrl, Buffer.from(JSON.stringify(body)));
  },
};
