import { AppError } from '#lib/core/errors.ts';
import { asRecord } from '../json/as-record.ts';
import { parseExactJson } from '../json/exact-json.ts';

/**
 * The arguments that a model wrote, as a JSON object for protocols that take no text there; a call without any has an
 * empty one. Throws AppError('provider_error') for what is none.
 */
export function inputOf(sent: string): Readonly<Record<string, unknown>> {
  const input = sent.trim() === '' ? {} : asRecord(parseExactJson(sent));
  if (input !== undefined) return input;
  throw new AppError('provider_error', { detail: 'The model called a tool with arguments that are no JSON object.' });
}
