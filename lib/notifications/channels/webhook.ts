import { webhookSignatures } from '../standard-webhooks.ts';
import type { ChannelKind } from './channel-kind.ts';
import { postJson } from './post-json.ts';

/** Any receiver, with the signature headers of Standard Webhooks; the body may be a CloudEvents 1.0 envelope instead. */
export const webhook: ChannelKind = {
  secret: 'made',
  isVerifiedLive: true,
  async send(means, { url, settings, secrets }, { event, at, data, path }, id) {
    const standard = { type: event, timestamp: at, data: { ...data, url: `${means.publicUrl}${path}` } };
    const body = Buffer.from(
      JSON.stringify(
        settings.format === 'cloudevents'
          ? {
              ...{ specversion: '1.0', id, source: means.publicUrl, type: `tollgate.${event}`, time: at },
              ...{ datacontenttype: 'application/json', data: standard.data },
            }
          : standard,
      ),
    );
    const timestamp = Math.floor(means.now() / 1000);
    const signature = webhookSignatures(secrets, id, timestamp, body);
    return postJson(means, url ?? '', body, ['webhook-id', id, 'webhook-timestamp', String(timestamp), 'webhook-signature', signature]);
  },
};
