import type { AppError } from '#lib/core/errors.ts';
import { asRecord, parseJson } from '../../json/as-record.ts';
import { toAnthropicError } from '../anthropic-family/to-error.ts';
import { toGoogleError } from '../google/to-error.ts';
import type { ProviderFault } from '../provider.ts';

/** What the service says of a call is told in Google's form, what an Anthropic model says in Anthropic's: its error has a type. */
export function toVertexError(fault: ProviderFault): AppError {
  const error = asRecord(asRecord(parseJson(fault.body.toString()))?.error);
  return typeof error?.type === 'string' ? toAnthropicError(fault) : toGoogleError(fault);
}
