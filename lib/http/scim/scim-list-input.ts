import { scimPageDefault, scimPageMax } from '#lib/contracts/scim.ts';
import { scimFault } from '#lib/scim/index.ts';

/** What a list or a search asks for, within its bounds. */
export interface ScimListInput {
  readonly filter?: string;
  readonly start_index: number;
  readonly count: number;
  readonly attributes: readonly string[];
  readonly excluded_attributes: readonly string[];
}

/** Deepest a list is read: an offset costs as much as the rows before it. */
const startIndexMax = 10_000_000;

/** RFC 7644 section 3.4.2.4: less than one counts as one, a negative count as none. */
function numberOf(name: string, value: unknown, least: number, most: number, absent: number): number {
  if (value === undefined || value === null || value === '') return absent;
  const number = typeof value === 'number' ? value : Number(value);
  if (!Number.isInteger(number)) throw scimFault('invalidValue', `${name} takes a whole number.`);
  return Math.min(most, Math.max(least, number));
}

/** Names in a list, or in a text with commas between them. */
function namesOf(value: unknown): readonly string[] {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return parts.flatMap((part) => (typeof part === 'string' && part.trim() !== '' ? [part.trim()] : []));
}

/** Which attributes a client wants to see, by query or by the body of a search. */
export const selectionOf = (given: Readonly<Record<string, unknown>>) => ({
  attributes: namesOf(given.attributes),
  excluded_attributes: namesOf(given.excludedAttributes),
});

/** Reads a query or the body of `.search`; sorting is not supported, so `sortBy` counts as not said. */
export function scimListInput(given: Readonly<Record<string, unknown>>): ScimListInput {
  const { filter } = given;
  if (filter !== undefined && typeof filter !== 'string') throw scimFault('invalidFilter', 'filter takes a text.');
  return {
    ...(filter === undefined || filter.trim() === '' ? {} : { filter }),
    start_index: numberOf('startIndex', given.startIndex, 1, startIndexMax, 1),
    count: numberOf('count', given.count, 0, scimPageMax, scimPageDefault),
    ...selectionOf(given),
  };
}
