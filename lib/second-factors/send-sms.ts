import type { CommandRuntime } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { askProvider } from '#lib/outbound/index.ts';

/** How an organization's gateway for text messages is called; the template is the administrator's. */
export interface SmsGateway {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly contentType: string;
  /** With {to} and {text} in it. */
  readonly body: string;
  /** Name of the header that carries the secret. */
  readonly header: string;
}

export interface SmsMessage {
  readonly gateway: SmsGateway;
  readonly secret: string | null;
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

const limits = { timeoutMs: 10_000, bodyBytesMax: 16 * 1024 };

/** Escaped for where the template puts it, so that what is sent stays one value. */
function escaped(value: string, contentType: string): string {
  return contentType === 'application/json' ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value);
}

/** The template with number and message in place; one pass, so that a message cannot bring a place of its own. */
export function smsBody({ gateway, to, text }: Pick<SmsMessage, 'gateway' | 'to' | 'text'>): string {
  return gateway.body.replaceAll(/\{(to|text)\}/g, (_, name) => escaped(name === 'to' ? to : text, gateway.contentType));
}

/** Sends one message through the guard for addresses that tenants write. Throws `provider_unreachable` where it is not taken. */
export async function sendSms(outbound: CommandRuntime['outbound'], message: SmsMessage): Promise<void> {
  const { gateway, secret } = message;
  const url = new URL(gateway.url);
  const body = Buffer.from(smsBody(message));
  const headers = ['host', url.host, 'content-type', gateway.contentType, 'content-length', String(body.length)];
  if (secret !== null) headers.push(gateway.header.toLowerCase(), secret);
  const request = { origin: url.origin, path: url.pathname, method: gateway.method, headers, body };
  const answer = await askProvider(outbound.transport, request, limits);
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) return;
  // Not what it said: that may repeat the message.
  const internal = answer.kind === 'answered' ? `status ${answer.status}` : answer.kind === 'late' ? 'late' : answer.failure.message;
  throw new AppError('provider_unreachable', {
    detail: 'The gateway for text messages did not take the message. Try again, or use another factor.',
    internal,
  });
}
