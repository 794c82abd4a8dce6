import { type Edit, splice } from '../json/splice.ts';
import type { OutputTokensPlace } from '../protocols/protocol.ts';
import { bothSpellings, editAt, oneSpelling, valueAt } from './edit-at-path.ts';

/** OpenAI's reasoning models refuse `max_tokens`; what only speaks OpenAI's protocol often knows nothing else. */
const takesCompletionTokens = /(^|\/)(o\d|gpt-5)/;

function pathToAdd({ paths }: OutputTokensPlace, model: string): readonly string[] {
  const completion = paths.find(([name]) => name === 'max_completion_tokens');
  const [first = []] = paths;
  return completion !== undefined && takesCompletionTokens.test(model) ? completion : first;
}

/**
 * Limits the tokens of the answer: a larger limit of the caller's is lowered, wherever the protocol has places for it, and
 * where he has set none one is added. The same bytes where the limit holds already.
 */
export function capOutput(body: Buffer, place: OutputTokensPlace, max: number, model: string): Buffer {
  const spellings = place.hasTwoSpellings === true ? bothSpellings : oneSpelling;
  let capped = body;
  let isLimited = false;
  for (const path of place.paths) {
    const value = valueAt(capped, path, spellings);
    if (value === undefined || value === 'null') continue;
    isLimited = true;
    // What is no number is left to the reader of the request, who refuses it.
    if (Number(value) > max) capped = applied(capped, editAt(capped, path, String(max), spellings));
  }
  return isLimited ? capped : applied(capped, editAt(capped, pathToAdd(place, model), String(max), spellings));
}

/** The body with one edit; the same bytes for none. */
export const applied = (body: Buffer, edit: Edit | null): Buffer => (edit === null ? body : splice(body, [edit]));
