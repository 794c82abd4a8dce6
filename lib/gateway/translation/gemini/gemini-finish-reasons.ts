import { AppError } from '#lib/core/errors.ts';
import type { StopReason } from '../answer.ts';

const filters = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);

/** Reasons with which the model failed: an answer that ends so is not one. */
const failures = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MALFORMED_RESPONSE',
  'MISSING_THOUGHT_SIGNATURE',
]);

/** Google's `finishReason` as what it means. Throws AppError('provider_error') where the model failed. */
export function readGeminiFinish(reason: string, hasCalls: boolean): StopReason {
  if (failures.has(reason)) throw new AppError('provider_error', { detail: `The model broke its answer off: ${reason}.` });
  if (reason === 'MAX_TOKENS') return 'length';
  if (filters.has(reason)) return 'refusal';
  return hasCalls ? 'tool_calls' : 'end';
}

const finishReasons: Readonly<Record<StopReason, string>> = { end: 'STOP', length: 'MAX_TOKENS', tool_calls: 'STOP', refusal: 'SAFETY' };

/** As Google names it. */
export const writeGeminiFinish = (stop: StopReason): string => finishReasons[stop];
