import { FieldNames } from '../../json/field-names.ts';
import { decodeString, type JsonField, JsonScanner, type ScanQuery } from '../../json/json-scanner.ts';
import { scanDocument } from '../../json/scan-object.ts';

/** The text that somebody said last, and where its JSON stands in the body. */
export interface Turn {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Names by which a protocol holds a conversation. */
export interface TurnPlace {
  /** The list of turns, or one text in its place. */
  readonly list: string;
  /** What a turn says: a text, or a list with one part that has a `text`. */
  readonly content: string;
}

const nothing: ScanQuery = { fields: new FieldNames([]) };

/** The only field of a name; undefined where it is missing, there twice or in another case. */
function onlyField(body: Buffer, name: string, start: number, end: number): JsonField | undefined {
  const { fields, strays } = scanDocument(body, { fields: new FieldNames([name]) }, start, end);
  return fields.length === 1 && strays.length === 0 ? fields[0] : undefined;
}

/** The last element of a list, if it is an object. */
function lastObject(
  body: Buffer,
  { start, end }: Pick<JsonField, 'start' | 'end'>,
): { readonly start: number; readonly end: number; readonly count: number } | undefined {
  const scanner = new JsonScanner(body, start + 1, end, nothing);
  let last: { start: number; end: number } | undefined;
  let count = 0;
  for (let byte = scanner.next(); byte !== 0x5d; byte = scanner.next()) {
    if (byte === 0x2c) {
      scanner.at += 1;
      scanner.next();
    }
    const from = scanner.at;
    const kind = scanner.value(1);
    last = kind === 'object' ? { start: from, end: scanner.at } : undefined;
    count += 1;
  }
  return last === undefined ? undefined : { ...last, count };
}

const turnOf = (body: Buffer, { start, end }: JsonField): Turn => ({ text: decodeString(body, start, end), start, end });

/**
 * The last turn of a conversation, where it is one text of the user's; null for pictures, results of tools and turns in
 * several parts. The body must have been found to be JSON without a name twice in one object.
 */
export function findTurn(body: Buffer, { list, content }: TurnPlace): Turn | null {
  const turns = onlyField(body, list, 0, body.length);
  if (turns?.kind === 'string') return turnOf(body, turns);
  const last = turns?.kind === 'array' ? lastObject(body, turns) : undefined;
  if (last === undefined) return null;
  const role = onlyField(body, 'role', last.start, last.end);
  if (role !== undefined && (role.kind !== 'string' || decodeString(body, role.start, role.end) !== 'user')) return null;
  const said = onlyField(body, content, last.start, last.end);
  if (said?.kind === 'string') return turnOf(body, said);
  const part = said?.kind === 'array' ? lastObject(body, said) : undefined;
  if (part === undefined || part.count !== 1) return null;
  const text = onlyField(body, 'text', part.start, part.end);
  return text?.kind === 'string' ? turnOf(body, text) : null;
}
