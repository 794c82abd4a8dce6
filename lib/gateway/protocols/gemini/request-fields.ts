import { FieldNames } from '../../json/field-names.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { decodeString, type JsonField, type JsonKind, JsonScanner, type ScanQuery } from '../../json/json-scanner.ts';
import { readBody } from '../../json/read-body.ts';
import { type ScannedObject, scanDocument } from '../../json/scan-object.ts';

/** `maxOutputTokens` → `max_output_tokens`: Google's API reads both spellings of every field (ProtoJSON). */
const snakeOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Both spellings of some names, for counting or finding them. */
export const bothSpellings = (names: readonly string[]): FieldNames =>
  new FieldNames([...new Set(names.flatMap((name) => [name, snakeOf(name)]))]);

/** What is read of one object of a request; names are the camel-case ones. */
export interface ObjectQuery extends ScanQuery {
  readonly names: readonly string[];
}

export const objectQuery = (names: readonly string[], counted?: FieldNames): ObjectQuery => ({
  names,
  fields: bothSpellings(names),
  ...(counted === undefined ? {} : { counted }),
});

/** The fields that were looked for in one object of a request, whichever way they are spelt. */
export class RequestFields {
  readonly scanned: ScannedObject;
  readonly #body: Buffer;
  /** Where the object stands, such as `generationConfig/`; empty for the body. */
  readonly #place: string;
  readonly #fields = new Map<string, JsonField>();

  /**
   * Reads the object at [start, end) of the body. A field that is there twice, in one spelling or in both, could mean
   * one thing to us and another to the provider, so it is refused. Throws AppError('invalid_request') and JsonFault.
   */
  constructor(body: Buffer, query: ObjectQuery, place = '', start = 0, end = body.length) {
    this.#body = body;
    this.#place = place;
    this.scanned = scanDocument(body, query, start, end);
    const camel = new Map(query.names.map((name) => [snakeOf(name), name]));
    for (const field of this.scanned.fields) {
      const name = camel.get(field.name) ?? field.name;
      if (this.#fields.has(name)) throw invalidField(place + name, `The field "${name}" is there twice; send it once, in one spelling.`);
      this.#fields.set(name, field);
    }
    const [stray] = this.scanned.strays;
    if (stray !== undefined) throw invalidField(place + stray.name, `Field names are case-sensitive: write "${stray.name}".`);
  }

  /** A field, unless it is missing or null, which mean the same; throws where it is of another kind. */
  expect(name: string, kind: JsonKind, words: string): JsonField | undefined {
    const field = this.given(name);
    if (field !== undefined && field.kind !== kind) throw invalidField(this.#place + name, `"${name}" must be ${words}.`);
    return field;
  }

  given(name: string): JsonField | undefined {
    const field = this.#fields.get(name);
    return field?.kind === 'null' ? undefined : field;
  }

  /** A whole number from 1; ProtoJSON also writes numbers as text. */
  count(name: string, max: number): number | null {
    const field = this.given(name);
    if (field === undefined) return null;
    const text = this.#body.toString('latin1', field.start, field.end);
    const value =
      field.kind === 'number' ? Number(text) : field.kind === 'string' && /^"\d+"$/.test(text) ? Number(text.slice(1, -1)) : Number.NaN;
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    throw invalidField(this.#place + name, `"${name}" must be a whole number from 1 to ${max}.`);
  }

  text(field: JsonField): string {
    return decodeString(this.#body, field.start, field.end);
  }
}

/** Reads the whole body as one object; throws AppError('malformed_json' | 'invalid_request'). */
export const readRequest = (body: Buffer, query: ObjectQuery): RequestFields => readBody(body, (bytes) => new RequestFields(bytes, query));

/** The byte ranges of an array's elements. The array has been scanned before, so it is well-formed. */
export function elementsOf(body: Buffer, array: JsonField): readonly JsonField[] {
  const scanner = new JsonScanner(body, array.start + 1, array.end - 1, { fields: new FieldNames([]) });
  const elements: JsonField[] = [];
  while (scanner.next() !== -1) {
    const start = scanner.at;
    const kind = scanner.value(1);
    elements.push({ name: '', kind, start, end: scanner.at, members: scanner.members });
    if (scanner.next() !== -1) scanner.at += 1;
  }
  return elements;
}
