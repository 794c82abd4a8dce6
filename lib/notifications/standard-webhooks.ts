import { createHmac, randomBytes } from 'node:crypto';

/** Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, as `v1,<base64>`. */

const secretBytes = 32;
const prefix = 'whsec_';

/** A new secret in the form receivers put into their library. */
export const newWebhookSecret = (): string => `${prefix}${randomBytes(secretBytes).toString('base64')}`;

/** One signature by each secret, so that receivers that know either of two can check it. `timestamp` in whole seconds. */
export function webhookSignatures(secrets: readonly string[], id: string, timestamp: number, body: Buffer): string {
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return secrets
    .map((secret) => Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    .join(' ');
}
