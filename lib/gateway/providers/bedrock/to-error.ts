import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import type { ProviderFault } from '../provider.ts';
import { faultError, plainWords } from '../shared/fault-error.ts';

/** Our code by the exception (docs.aws.amazon.com/bedrock/latest/APIReference, "Errors"); it decides before the status, which an event in a stream has not. */
const codeByException: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['AccessDeniedException', 'provider_credentials_rejected'],
  ['ExpiredTokenException', 'provider_credentials_rejected'],
  ['IncompleteSignature', 'provider_credentials_rejected'],
  ['InvalidSignatureException', 'provider_credentials_rejected'],
  ['MissingAuthenticationTokenException', 'provider_credentials_rejected'],
  ['UnrecognizedClientException', 'provider_credentials_rejected'],
  ['InternalServerException', 'provider_error'],
  ['ModelErrorException', 'provider_error'],
  ['ModelStreamErrorException', 'provider_error'],
  ['ModelNotReadyException', 'provider_overloaded'],
  ['ServiceUnavailableException', 'provider_overloaded'],
  ['ModelTimeoutException', 'provider_timeout'],
  ['ResourceNotFoundException', 'provider_rejected'],
  ['ValidationException', 'provider_rejected'],
  ['ServiceQuotaExceededException', 'provider_quota_exhausted'],
  ['ThrottlingException', 'provider_rate_limited'],
  ['TooManyRequestsException', 'provider_rate_limited'],
]);

const codeByStatus: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [401, 'provider_credentials_rejected'],
  [403, 'provider_credentials_rejected'],
  [408, 'provider_timeout'],
  [424, 'provider_error'],
  [429, 'provider_rate_limited'],
  [503, 'provider_overloaded'],
  [504, 'provider_timeout'],
]);

const codeOf = (status: number, exception: string): ErrorCode =>
  codeByException.get(exception) ?? codeByStatus.get(status) ?? (status >= 400 && status < 500 ? 'provider_rejected' : 'provider_error');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const idPattern = /^[\w-]{1,100}$/;

/** Turns an unsuccessful answer of Bedrock's, or an exception in its stream, into our error. */
export function toBedrockError(fault: ProviderFault): AppError {
  const { head, body } = fault;
  const document = asRecord(parseJson(body.toString()));
  const inStream = asRecord(document?.error);
  // `ValidationException:http://internal.amazon.com/…` in the header, `com.amazon…#ValidationException` in the body.
  const named = textOf(head.headers['x-amzn-errortype']) || textOf(document?.__type) || textOf(inStream?.type);
  const exception = named.split(':', 1)[0]?.split('#').at(-1) ?? '';
  const words = textOf(inStream?.message) || textOf(document?.message) || textOf(document?.Message);
  const requestId = textOf(head.headers['x-amzn-requestid']);
  return faultError(fault, {
    code: codeOf(head.status, exception),
    words: words === '' && document === undefined ? plainWords(body) : words,
    theirs: { type: exception },
    theirRequestId: idPattern.test(requestId) ? requestId : undefined,
  });
}
