import { isUtf8 } from 'node:buffer';
import { AppError } from '#lib/core/errors.ts';
import { FieldNames } from './field-names.ts';
import { describePosition, JsonFault } from './json-fault.ts';
import { decodeString, type JsonField, type JsonKind, type ScanQuery } from './json-scanner.ts';
import { type ScannedObject, scanDocument } from './scan-object.ts';
import { type Edit, splice } from './splice.ts';

const modelBytesMax = 256;

/** A refusal that names the field; `field` is a path without its leading slash. */
export const invalidField = (field: string, detail: string): AppError =>
  new AppError('invalid_request', { detail, errors: [{ pointer: `/${field}`, detail }] });

/** Which fields of a request are read, built once for each protocol. */
export class RequestFields<Name extends string> {
  readonly query: ScanQuery;

  /** `counted` are names to be counted at any depth. */
  constructor(names: readonly Name[], counted: readonly string[] = []) {
    this.query = { fields: new FieldNames(names), ...(counted.length === 0 ? {} : { counted: new FieldNames(counted) }) };
  }

  /** Throws AppError('malformed_json' | 'invalid_request') for what is no JSON object, or has a field twice. */
  read(body: Buffer): RequestDocument<Name> {
    return new RequestDocument<Name>(body, this.query);
  }
}

function scan(body: Buffer, query: ScanQuery): ScannedObject {
  if (body.length === 0) throw new AppError('malformed_json', { detail: 'The body is empty; send a JSON object.' });
  if (!isUtf8(body)) throw new AppError('malformed_json', { detail: 'The body is not UTF-8 text, so it is not JSON.' });
  try {
    return scanDocument(body, query);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new AppError('malformed_json', {
      detail: `The body is not a JSON object: at ${describePosition(body, error.offset)}, ${error.reason}.`,
    });
  }
}

/**
 * Fields by name. A name that comes twice, or in another case (which some servers read as the same field), could mean
 * one thing to us and another to the provider, so it is refused.
 */
function indexFields(scanned: ScannedObject): Map<string, JsonField> {
  const fields = new Map<string, JsonField>();
  for (const field of scanned.fields) {
    if (fields.has(field.name)) throw invalidField(field.name, `The field "${field.name}" is there twice; send it once.`);
    fields.set(field.name, field);
  }
  const [stray] = scanned.strays;
  if (stray !== undefined) throw invalidField(stray.name, `Field names are case-sensitive: write "${stray.name}".`);
  return fields;
}

/**
 * A caller's JSON request, held as its bytes and the places of the fields that are read. What reads a field throws
 * AppError('invalid_request') naming it when it is of another kind than the API says.
 */
export class RequestDocument<Name extends string> {
  readonly body: Buffer;
  /** Offset of the closing brace, where fields can be added. */
  readonly closingBrace: number;
  /** How often the counted names stand anywhere in the document. */
  readonly counted: number;
  /** Bytes of embedded media. */
  readonly opaqueBytes: number;
  readonly #fields: ReadonlyMap<string, JsonField>;
  readonly #members: number;

  constructor(body: Buffer, query: ScanQuery) {
    const scanned = scan(body, query);
    this.body = body;
    this.closingBrace = scanned.closingBrace;
    this.counted = scanned.counted;
    this.opaqueBytes = scanned.opaqueBytes;
    this.#fields = indexFields(scanned);
    this.#members = scanned.members;
  }

  /** The field as it stands there, null included. */
  field(name: Name): JsonField | undefined {
    return this.#fields.get(name);
  }

  /** The field, unless it is missing or null, which mean the same. */
  given(name: Name): JsonField | undefined {
    const field = this.#fields.get(name);
    return field?.kind === 'null' ? undefined : field;
  }

  /** The field if it is of one of the kinds; `words` end the sentence `"name" must be …`. */
  expect(name: Name, kinds: JsonKind | readonly JsonKind[], words: string): JsonField | undefined {
    const field = this.given(name);
    if (field === undefined || (typeof kinds === 'string' ? kinds === field.kind : kinds.includes(field.kind))) return field;
    throw invalidField(name, `"${name}" must be ${words}.`);
  }

  /** As `expect`, and refuses what is missing or an empty list or object. */
  require(name: Name, kinds: JsonKind | readonly JsonKind[], words: string): JsonField {
    const field = this.expect(name, kinds, words);
    const isEmpty = field === undefined || ((field.kind === 'array' || field.kind === 'object') && field.members === 0);
    if (isEmpty) throw invalidField(name, `"${name}" must be ${words}.`);
    return field;
  }

  boolean(name: Name): boolean | undefined {
    const field = this.given(name);
    if (field === undefined) return undefined;
    if (field.kind === 'true' || field.kind === 'false') return field.kind === 'true';
    throw invalidField(name, `"${name}" must be true or false.`);
  }

  /** A whole number from 1 to `max`; null where there is none. */
  count(name: Name, max: number): number | null {
    const field = this.given(name);
    if (field === undefined) return null;
    const value = field.kind === 'number' ? Number(this.body.toString('latin1', field.start, field.end)) : Number.NaN;
    if (!Number.isInteger(value) || value < 1 || value > max)
      throw invalidField(name, `"${name}" must be a whole number from 1 to ${max}.`);
    return value;
  }

  /** The text of a field; undefined where there is none. */
  text(name: Name, words: string): string | undefined {
    const field = this.expect(name, 'string', words);
    return field === undefined ? undefined : decodeString(this.body, field.start, field.end);
  }

  /** The name of the model; what is missing or empty is refused, unless the API has a model of its own for that. */
  model(name: Name, otherwise?: string): string {
    const model = this.text(name, 'the name of a model') ?? otherwise ?? '';
    if (model === '') throw invalidField(name, `"${name}" is missing; send the name of a model, such as one of GET /api/v1/models.`);
    if (Buffer.byteLength(model) > modelBytesMax) throw invalidField(name, `"${name}" is longer than ${modelBytesMax} bytes.`);
    return model;
  }

  /** The one edit that gives a field another value, which is JSON; adds the field where it is missing. */
  edit(name: Name, json: string): Edit {
    const field = this.#fields.get(name);
    if (field !== undefined) return { start: field.start, end: field.end, bytes: Buffer.from(json) };
    const comma = this.#members > 0 ? ',' : '';
    return { start: this.closingBrace, end: this.closingBrace, bytes: Buffer.from(`${comma}${JSON.stringify(name)}:${json}`) };
  }

  /** The body with edits in any order that do not overlap; without edits it is the caller's own. */
  spliced(edits: readonly Edit[]): Buffer {
    return splice(
      this.body,
      edits.toSorted((left, right) => left.start - right.start),
    );
  }
}
