import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { ProviderFault } from '../provider.ts';
import { faultError } from '../shared/fault-error.ts';

const retryAfterSecondsMax = 86_400;

type Details = readonly (Readonly<Record<string, unknown>> | undefined)[];

/** A detail by the end of its type, such as `RetryInfo` (google/rpc/error_details.proto). */
const detailNamed = (details: Details, name: string): Readonly<Record<string, unknown>> | undefined =>
  details.find((detail) => typeof detail?.['@type'] === 'string' && detail['@type'].endsWith(`.${name}`));

/** Google's reasons for a key that it does not take; it tells them with status 400. */
const keyReasons = new Set(['API_KEY_INVALID', 'API_KEY_EXPIRED', 'API_KEY_SERVICE_BLOCKED', 'API_KEY_HTTP_REFERRER_BLOCKED']);

/** Our code for google.rpc.Code by its name; undefined for what the HTTP status says better. */
const byStatusName: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['UNAUTHENTICATED', 'provider_credentials_rejected'],
  ['PERMISSION_DENIED', 'provider_credentials_rejected'],
  ['RESOURCE_EXHAUSTED', 'provider_rate_limited'],
  ['DEADLINE_EXCEEDED', 'provider_timeout'],
  ['UNAVAILABLE', 'provider_overloaded'],
  ['INTERNAL', 'provider_error'],
  ['INVALID_ARGUMENT', 'provider_rejected'],
]);

function codeFor(httpStatus: number, statusName: unknown, reason: unknown, words: string): ErrorCode {
  if (typeof reason === 'string' && keyReasons.has(reason)) return 'provider_credentials_rejected';
  const isUnpaid = statusName === 'FAILED_PRECONDITION' || statusName === 'RESOURCE_EXHAUSTED';
  if (httpStatus === 402 || (isUnpaid && /\bbilling\b.*\benable|enable billing|credits? (?:is|are) depleted/i.test(words)))
    return 'provider_quota_exhausted';
  const named = byStatusName.get(statusName);
  if (named !== undefined) return named;
  if (httpStatus === 401 || httpStatus === 403) return 'provider_credentials_rejected';
  if (httpStatus === 429) return 'provider_rate_limited';
  if (httpStatus === 408 || httpStatus === 504) return 'provider_timeout';
  return httpStatus >= 400 && httpStatus < 500 ? 'provider_rejected' : 'provider_error';
}

/** Seconds to wait by RetryInfo ("17.5s", a google.protobuf.Duration); undefined where it is missing. */
function waitOf(details: Details): number | undefined {
  const delay = detailNamed(details, 'RetryInfo')?.retryDelay;
  const seconds = typeof delay === 'string' && /^\d+(\.\d+)?s$/.test(delay) ? Number(delay.slice(0, -1)) : Number.NaN;
  return Number.isFinite(seconds) ? Math.min(Math.ceil(seconds), retryAfterSecondsMax) : undefined;
}

/** `contents[0].parts[1].text` → `/contents/0/parts/1/text`. */
const pointerOf = (field: string): string => `/${field.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;

function fieldFaults(details: Details): readonly { readonly pointer: string; readonly words: string }[] {
  return asList(detailNamed(details, 'BadRequest')?.fieldViolations).flatMap((item) => {
    const { field, description } = asRecord(item) ?? {};
    return typeof field === 'string' && typeof description === 'string' ? [{ pointer: pointerOf(field), words: description }] : [];
  });
}

/** Turns an unsuccessful answer of Google's API (AIP-193) into our error, with the provider's words and without its credential. */
export function toGoogleError(fault: ProviderFault): AppError {
  const document = parseJson(fault.body.toString());
  // Some front ends wrap the error into a list.
  const theirs = asRecord((asRecord(document) ?? asRecord(asList(document)[0]))?.error);
  const details = asList(theirs?.details).map(asRecord);
  const words = typeof theirs?.message === 'string' ? theirs.message : '';
  const reason = detailNamed(details, 'ErrorInfo')?.reason;
  return faultError(fault, {
    code: codeFor(fault.head.status, theirs?.status, reason, words),
    words,
    theirs: { code: reason, type: theirs?.status },
    fields: fieldFaults(details),
    retryAfterSeconds: waitOf(details),
  });
}
