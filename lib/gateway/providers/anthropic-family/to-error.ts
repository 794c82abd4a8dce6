import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import type { ProviderFault } from '../provider.ts';
import { faultError, plainWords } from '../shared/fault-error.ts';

/** Our code by the type in Anthropic's error object; it decides before the status, which an event in a stream has not. */
const codeByType: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['invalid_request_error', 'provider_rejected'],
  ['authentication_error', 'provider_credentials_rejected'],
  ['permission_error', 'provider_credentials_rejected'],
  ['billing_error', 'provider_quota_exhausted'],
  ['not_found_error', 'provider_rejected'],
  ['request_too_large', 'provider_rejected'],
  ['rate_limit_error', 'provider_rate_limited'],
  ['timeout_error', 'provider_timeout'],
  ['overloaded_error', 'provider_overloaded'],
  ['api_error', 'provider_error'],
]);

const codeByStatus: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [401, 'provider_credentials_rejected'],
  [402, 'provider_quota_exhausted'],
  [403, 'provider_credentials_rejected'],
  [408, 'provider_timeout'],
  [429, 'provider_rate_limited'],
  [503, 'provider_overloaded'],
  [504, 'provider_timeout'],
  [529, 'provider_overloaded'],
]);

function codeFor(status: number, type: unknown, words: string): ErrorCode {
  const code = codeByType.get(type) ?? codeByStatus.get(status) ?? (status >= 400 && status < 500 ? 'provider_rejected' : 'provider_error');
  // An empty account is told as an invalid request (status 400); only the words tell it apart.
  return code === 'provider_rejected' && /credit balance is too low/i.test(words) ? 'provider_quota_exhausted' : code;
}

const idPattern = /^[\w-]{1,100}$/;

/** Turns an unsuccessful answer of Anthropic's API, or an error event of its stream, into our error. */
export function toAnthropicError(fault: ProviderFault): AppError {
  const { head, body } = fault;
  const document = asRecord(parseJson(body.toString()));
  const theirs = asRecord(document?.error);
  const words = typeof theirs?.message === 'string' ? theirs.message : theirs === undefined ? plainWords(body) : '';
  const requestId = document?.request_id ?? head.headers['request-id'];
  return faultError(fault, {
    code: codeFor(head.status, theirs?.type, words),
    words,
    theirs: { type: theirs?.type },
    theirRequestId: typeof requestId === 'string' && idPattern.test(requestId) ? requestId : undefined,
  });
}
