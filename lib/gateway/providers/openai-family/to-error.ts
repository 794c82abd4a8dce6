import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import type { ProviderFault } from '../provider.ts';
import { faultError, plainWords } from '../shared/fault-error.ts';

/** The provider's own words out of the error shapes in use: `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`. */
function wordsOf(document: unknown, body: Buffer): string {
  const answer = asRecord(document);
  const error = asRecord(answer?.error);
  for (const candidate of [error?.message, answer?.error, answer?.message, answer?.detail]) {
    if (typeof candidate === 'string' && candidate !== '') return candidate;
  }
  return plainWords(body);
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
export function toOpenAiError(fault: ProviderFault): AppError {
  const document = parseJson(fault.body.toString());
  const theirs = asRecord(asRecord(document)?.error);
  const code = codeFor(fault.head.status, theirs?.code ?? theirs?.type);
  const pointer = typeof theirs?.param === 'string' ? `/${theirs.param.replaceAll('.', '/')}` : undefined;
  return faultError(fault, { code, words: wordsOf(document, fault.body), pointer });
}
