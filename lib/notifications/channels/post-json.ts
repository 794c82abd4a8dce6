import { AppError } from '#lib/core/errors.ts';
import { askProvider, checkOutboundUrl } from '#lib/outbound/index.ts';
import type { ChannelMeans, SendResult } from './channel-kind.ts';

const timeoutMs = 20_000;
const bodyBytesMax = 64 * 1024;
const noteLengthMax = 200;
const retryAfterMaxMs = 86_400_000;

/** Seconds or an HTTP date (RFC 9110, section 10.2.3) as milliseconds from now; undefined for what is neither. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, retryAfterMaxMs) : undefined;
}

/** What a receiver said, on one line without what only misleads. */
const words = (body: string): string =>
  body
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, noteLengthMax);

/** Posts bytes of JSON through the guard of outbound addresses. Redirects are failures, as Standard Webhooks asks; 410 is for good. */
export async function postJson(
  { transport, policy, now }: Pick<ChannelMeans, 'transport' | 'policy' | 'now'>,
  address: string,
  body: Buffer,
  headers: readonly string[] = [],
): Promise<SendResult> {
  let target: URL;
  try {
    target = checkOutboundUrl(policy, address);
  } catch (error) {
    return { kind: 'failed', status: null, note: error instanceof AppError ? error.detail : 'The address cannot be used' };
  }
  const common = ['content-type', 'application/json', 'content-length', String(body.length), 'user-agent', 'Tollgate'];
  const request = { origin: target.origin, path: `${target.pathname}${target.search}`, method: 'POST' as const, body };
  const answer = await askProvider(transport, { ...request, headers: [...common, ...headers] }, { timeoutMs, bodyBytesMax });
  if (answer.kind === 'late') return { kind: 'failed', status: null, note: `No answer within ${timeoutMs / 1000} seconds` };
  if (answer.kind === 'failed') return { kind: 'failed', status: null, note: `No connection: ${answer.failure.kind}` };
  const { status } = answer;
  if (status >= 200 && status <= 299) return { kind: 'taken', status, note: `Answered ${status}` };
  const said = words(answer.body);
  const note = said === '' ? `Answered ${status}` : `Answered ${status}: ${said}`;
  if (status === 410) return { kind: 'gone', status, note };
  const wait = retryAfterMs(answer.retryAfter, now());
  return { kind: 'failed', status, note, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}
