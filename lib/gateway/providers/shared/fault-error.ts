import { AppError, type ErrorCode, type ProviderErrorNames } from '#lib/core/errors.ts';
import type { ProviderFault } from '../provider.ts';
import { retryAfterSeconds } from './retry-after-seconds.ts';
import { verdictOnRequest } from './verdict-on-request.ts';

const wordsMax = 1_000;

/** What a provider said of a call that it did not serve. */
export interface FaultReading {
  readonly code: ErrorCode;
  /** Its own words, or ''. */
  readonly words: string;
  /** Its own code and type for it, as they came. */
  readonly theirs?: { readonly code?: unknown; readonly type?: unknown };
  /** JSON pointer of the field that it named. */
  readonly pointer?: string | undefined;
  /** What it said of single fields, where that is more than one pointer to all its words. */
  readonly fields?: readonly { readonly pointer: string; readonly words: string }[];
  /** Seconds to wait by its body; else the Retry-After header says it. */
  readonly retryAfterSeconds?: number | undefined;
  /** Its own id of the call, for people who ask its support. */
  readonly theirRequestId?: string | undefined;
}

/** What the body says where it has no shape that is known; '' for a web page. At most 1,000 characters. */
export function plainWords(body: Buffer): string {
  const text = body.toString('utf8', 0, wordsMax).trim();
  return text.startsWith('<') ? '' : text;
}

/** Faults that go away with time. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['provider_rate_limited', 'provider_overloaded']);

/** At most 1,000 characters, without the credential, which some providers quote. */
function redacted(words: string, credential: string | null): string {
  const short = words.slice(0, wordsMax);
  return credential === null ? short : short.replaceAll(credential, '[redacted]');
}

/** Identifiers, and the short names that some providers have in their place; never a sentence, which belongs into the words. */
const namePattern = /^[\w.:/ -]{1,100}$/;

/** A provider's name for an error; null where it has none, or what stands there is none. */
function nameOf(value: unknown, credential: string | null): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !namePattern.test(text)) return null;
  return credential !== null && text.includes(credential) ? null : text;
}

function namesOf({ head, connection, isInStream }: ProviderFault, { theirs }: FaultReading): ProviderErrorNames {
  return {
    code: nameOf(theirs?.code, connection.credential),
    type: nameOf(theirs?.type, connection.credential),
    status: isInStream === true ? null : head.status,
  };
}

/** The error that the caller gets, with the provider's words and Retry-After and without its credential. */
export function faultError(fault: ProviderFault, reading: FaultReading): AppError {
  const { head, connection } = fault;
  const { words: said, pointer, theirRequestId } = reading;
  const provider = namesOf(fault, reading);
  const code = verdictOnRequest(reading.code, [provider.code, provider.type], said);
  const words = redacted(said, connection.credential);
  const theirs = theirRequestId === undefined ? '' : ` (${theirRequestId})`;
  const internal = `${connection.provider} answered ${head.status}${theirs}: ${words}`;
  if (code === 'provider_credentials_rejected') {
    // What a provider says of a credential can quote it; people who call the gateway need to know whom to ask, not that.
    return new AppError(code, {
      detail: `The provider refused the credential of the connection "${connection.name}" (status ${head.status}).`,
      internal,
      provider,
    });
  }
  const isRedirect = head.status >= 300 && head.status < 400;
  const detail = isRedirect
    ? `The provider answered with a redirect (status ${head.status}), which is not followed. Mend the address of the connection "${connection.name}".`
    : `The provider answered with status ${head.status}${words === '' ? '.' : `: ${words}`}`;
  const retryAfter = passing.has(code)
    ? (reading.retryAfterSeconds ?? retryAfterSeconds(head.headers['retry-after'], Date.now()))
    : undefined;
  const fields = reading.fields ?? (pointer === undefined ? [] : [{ pointer, words: said }]);
  return new AppError(code, {
    detail,
    internal,
    provider,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
    errors: fields.map((field) => ({ pointer: field.pointer, detail: redacted(field.words, connection.credential) })),
  });
}
