import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import type { ProviderFault } from '../provider.ts';
import { faultError, plainWords } from '../shared/fault-error.ts';

type Json = Readonly<Record<string, unknown>>;

/** What is said of single fields, as FastAPI's validation puts it: `[{loc: ["body", "tools", 0], msg}]`. */
function fieldFaults(detail: unknown): { readonly pointer: string; readonly words: string }[] {
  return asList(detail).flatMap((item) => {
    const { loc, msg } = asRecord(item) ?? {};
    if (typeof msg !== 'string') return [];
    const path = asList(loc).filter((part) => part !== 'body');
    return [{ pointer: path.map((part) => `/${part}`).join(''), words: msg }];
  });
}

/** The error's own object: below `error`, below `message` (Mistral) or the answer itself. */
function errorOf(answer: Json | undefined): Json | undefined {
  return asRecord(answer?.error) ?? asRecord(answer?.message) ?? answer;
}

/** The provider's own words out of the error shapes in use: `{error: {message}}`, `{error: "…"}`, `{message}`, `{detail}`, and lists of faults. */
function wordsOf(answer: Json | undefined, faults: readonly { readonly pointer: string; readonly words: string }[], body: Buffer): string {
  for (const candidate of [asRecord(answer?.error)?.message, answer?.error, answer?.message, answer?.detail]) {
    if (typeof candidate === 'string' && candidate !== '') return candidate;
  }
  if (faults.length > 0) return faults.map(({ pointer, words }) => (pointer === '' ? words : `${pointer}: ${words}`)).join('; ');
  return plainWords(body);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);

/** Our code for a provider's status and its own error codes. */
function codeFor(status: number, theirs: readonly (string | undefined)[], known: Readonly<Record<string, ErrorCode>>): ErrorCode {
  for (const code of theirs) {
    if (code !== undefined && Object.hasOwn(known, code)) return known[code] ?? 'provider_error';
  }
  if (theirs.includes('insufficient_quota') || status === 402) return 'provider_quota_exhausted';
  if (status === 401 || status === 403) return 'provider_credentials_rejected';
  if (status === 429) return 'provider_rate_limited';
  if (status === 408 || status === 504) return 'provider_timeout';
  return status >= 400 && status < 500 ? 'provider_rejected' : 'provider_error';
}

/**
 * What turns an unsuccessful answer of an OpenAI-like API into our error, with the provider's words and without its
 * credential. `known` are error codes or types of its own.
 */
export function openAiErrorReader(known: Readonly<Record<string, ErrorCode>> = {}): (fault: ProviderFault) => AppError {
  return (fault) => {
    const answer = asRecord(parseJson(fault.body.toString()));
    const theirs = errorOf(answer);
    const fields = fieldFaults(theirs?.detail ?? answer?.detail);
    const pointer = typeof theirs?.param === 'string' ? `/${theirs.param.replaceAll('.', '/')}` : undefined;
    return faultError(fault, {
      code: codeFor(fault.head.status, [textOf(theirs?.code), textOf(theirs?.type)], known),
      words: wordsOf(answer, fields, fault.body),
      theirs: { code: theirs?.code, type: theirs?.type },
      pointer,
      ...(fields.length === 0 ? {} : { fields }),
    });
  };
}

/** Turns an unsuccessful answer of OpenAI's API into our error. */
export const toOpenAiError = openAiErrorReader();
