import { FieldNames } from '../json/field-names.ts';
import { invalidField } from '../json/invalid-field.ts';
import type { JsonField } from '../json/json-scanner.ts';
import { type ScannedObject, scanDocument } from '../json/scan-object.ts';
import type { Edit } from '../json/splice.ts';

/** All spellings by which a provider reads a name. */
export type Spellings = (name: string) => readonly string[];

/** Google's API reads both spellings of every field (ProtoJSON). */
export const bothSpellings: Spellings = (name) => {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [...new Set([name, snake, camel])];
};

export const oneSpelling: Spellings = (name) => [name];

/** A place in the body: the object that the last name belongs to, and the field with that name where there is one. */
interface Place {
  readonly object: ScannedObject;
  /** The field, or that on the way to it which is no object. */
  readonly field: JsonField | undefined;
  /** Names that are still to come: none where `field` is the field itself. */
  readonly rest: readonly string[];
  readonly name: string;
}

/** A field that is there twice, or in another case, would be read by us and by the provider as two different ones. */
function fieldOf(object: ScannedObject, path: readonly string[], depth: number): JsonField | undefined {
  const shown = path.slice(0, depth + 1).join('/');
  if (object.fields.length > 1) throw invalidField(shown, `The field "${path[depth]}" is there twice; send it once.`);
  const [stray] = object.strays;
  if (stray !== undefined) throw invalidField(shown, `Field names are case-sensitive: write "${stray.name}".`);
  return object.fields[0];
}

function find(body: Buffer, path: readonly string[], spellings: Spellings): Place {
  let [start, end] = [0, body.length];
  for (let depth = 0; ; depth += 1) {
    const name = path[depth] ?? '';
    const object = scanDocument(body, { fields: new FieldNames(spellings(name)) }, start, end);
    const field = fieldOf(object, path, depth);
    const rest = path.slice(depth + 1);
    if (field === undefined || rest.length === 0 || field.kind !== 'object') return { object, field, rest, name };
    start = field.start;
    end = field.end;
  }
}

const nested = (names: readonly string[], json: string): string =>
  names.reduceRight((inner, name) => `{${JSON.stringify(name)}:${inner}}`, json);

/** The JSON of a field as it stands there; undefined where it is missing. */
export function valueAt(body: Buffer, path: readonly string[], spellings: Spellings): string | undefined {
  const { field, rest } = find(body, path, spellings);
  return field === undefined || rest.length > 0 ? undefined : body.toString('utf8', field.start, field.end);
}

/** The edit that gives a field a value, the objects around it included; null where it has that very value. */
export function editAt(body: Buffer, path: readonly string[], json: string, spellings: Spellings): Edit | null {
  const { object, field, rest, name } = find(body, path, spellings);
  const value = nested(rest, json);
  if (field === undefined) {
    const comma = object.members > 0 ? ',' : '';
    return { start: object.closingBrace, end: object.closingBrace, bytes: Buffer.from(`${comma}${JSON.stringify(name)}:${value}`) };
  }
  if (body.toString('utf8', field.start, field.end) === value) return null;
  return { start: field.start, end: field.end, bytes: Buffer.from(value) };
}

/**
 * The edit that takes a field away, with its name and one comma; null where it is not there. `null` is not written in its
 * place, because some providers refuse that.
 */
export function removalAt(body: Buffer, path: readonly string[], spellings: Spellings): Edit | null {
  const { object, field, rest } = find(body, path, spellings);
  if (field === undefined || rest.length > 0) return null;
  const isSpace = (at: number): boolean => [0x20, 0x0a, 0x0d, 0x09].includes(body[at] ?? 0);
  // Backwards over the colon and the quoted name; a quote inside a name is escaped, and such names are never looked for.
  let start = field.start - 1;
  while (body[start] !== 0x22) start -= 1;
  start -= 1;
  while (body[start] !== 0x22) start -= 1;
  let before = start - 1;
  while (isSpace(before)) before -= 1;
  if (body[before] === 0x2c) return { start: before, end: field.end, bytes: Buffer.alloc(0) };
  let after = field.end;
  while (isSpace(after)) after += 1;
  const end = object.members > 1 && body[after] === 0x2c ? after + 1 : field.end;
  return { start, end, bytes: Buffer.alloc(0) };
}
