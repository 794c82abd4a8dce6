import { AppError, type ErrorCode } from '#lib/core/errors.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import type { ProviderFault } from '../provider.ts';

const wordsMax = 1_000;
const retryAfterSecondsMax = 86_400;

/** The provider's own words out of the error shapes in use: `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`. */
function wordsOf(document: unknown, body: Buffer): string {
  const answer = asRecord(document);
  const error = asRecord(answer?.error);
  for (const candidate of [error?.message, answer?.error, answer?.message, answer?.detail]) {
    if (typeof candidate === 'string' && candidate !== '') return candidate.slice(0, wordsMax);
  }
  const text = body.toString('utf8', 0, wordsMax).trim();
  return text.startsWith('<') ? '' : text;
}

/** Seconds to wait by the provider's Retry-After (RFC 9110 §10.2.3: seconds or a date); undefined when it gives none. */
export function retryAfterSeconds(value: unknown, nowMs: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const isDate = /^[A-Z][a-z]{2}, /.test(value);
  const seconds = isDate ? (Date.parse(value) - nowMs) / 1000 : /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), retryAfterSecondsMax) : undefined;
}

/** Our code for a provider's status and its own error code. */
function codeFor(status: number, theirCode: unknown): ErrorCode {
  if (theirCode === 'insufficient_quota' || status === 402) return 'provider_quota_exhausted';
  if (status === 401 || status === 403) return 'provider_credentials_rejected';
  if (status === 429) return 'provider_rate_limited';
  if (status === 408 || status === 504) return 'provider_timeout';
  return status >= 400 && status < 500 ? 'provider_rejected' : 'provider_error';
}

/** Turns an unsuccessful answer of an OpenAI-like API into our error, with the provider's words and without its credential. */
export function toOpenAiError({ head, body, connection }: ProviderFault): AppError {
  const document = parseJson(body.toString());
  const theirs = asRecord(asRecord(document)?.error);
  const code = codeFor(head.status, theirs?.code ?? theirs?.type);
  const said = wordsOf(document, body);
  const words = connection.credential === null ? said : said.replaceAll(connection.credential, '[redacted]');
  const internal = `${connection.provider} answered ${head.status}: ${words}`;
  if (code === 'provider_credentials_rejected') {
    // What a provider says of a credential can quote it; people who call the gateway need to know whom to ask, not that.
    return new AppError(code, {
      detail: `The provider refused the credential of the connection "${connection.name}" (status ${head.status}).`,
      internal,
    });
  }
  const isRedirect = head.status >= 300 && head.status < 400;
  const detail = isRedirect
    ? `The provider answered with a redirect (status ${head.status}), which is not followed. Mend the address of the connection "${connection.name}".`
    : `The provider answered with status ${head.status}${words === '' ? '.' : `: ${words}`}`;
  const retryAfter = code === 'provider_rate_limited' ? retryAfterSeconds(head.headers['retry-after'], Date.now()) : undefined;
  const param = typeof theirs?.param === 'string' ? theirs.param : undefined;
  return new AppError(code, {
    detail,
    internal,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
    ...(param === undefined ? {} : { errors: [{ pointer: `/${param.replaceAll('.', '/')}`, detail: words }] }),
  });
}
