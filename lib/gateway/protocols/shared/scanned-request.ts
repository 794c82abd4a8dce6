import { isUtf8 } from 'node:buffer';
import { AppError } from '#lib/core/errors.ts';
import { describePosition, JsonFault } from '../../json/json-fault.ts';
import { decodeString, type JsonField, type ScanQuery } from '../../json/json-scanner.ts';
import { type ScannedObject, scanDocument } from '../../json/scan-object.ts';
import type { Edit } from '../../json/splice.ts';

const modelBytesMax = 256;

/** A fault in one field of the caller's request; `field` is its path below the body, with slashes. */
export const invalidField = (field: string, detail: string): AppError =>
  new AppError('invalid_request', { detail, errors: [{ pointer: `/${field}`, detail }] });

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
 * A JSON request body, held as the caller's bytes and the places of the fields that were asked for. Every reader throws
 * AppError('malformed_json' | 'invalid_request') naming the place or the field; null counts as absent.
 */
export class ScannedRequest {
  readonly body: Buffer;
  readonly scanned: ScannedObject;
  readonly #fields: Map<string, JsonField>;

  constructor(body: Buffer, query: ScanQuery) {
    this.body = body;
    this.scanned = scan(body, query);
    this.#fields = indexFields(this.scanned);
  }

  /** The field, unless it is missing or null, which mean the same. */
  given(name: string): JsonField | undefined {
    const field = this.#fields.get(name);
    return field?.kind === 'null' ? undefined : field;
  }

  /** The field as it stands, null included; undefined when it is missing. */
  present(name: string): JsonField | undefined {
    return this.#fields.get(name);
  }

  expect(name: string, kind: JsonField['kind'], words: string): JsonField | undefined {
    const field = this.given(name);
    if (field !== undefined && field.kind !== kind) throw invalidField(name, `"${name}" must be ${words}.`);
    return field;
  }

  model(): string {
    const field = this.expect('model', 'string', 'the name of a model');
    const model = field === undefined ? '' : decodeString(this.body, field.start, field.end);
    if (model === '') throw invalidField('model', '"model" is missing; send the name of a model, such as one of GET /api/v1/models.');
    if (Buffer.byteLength(model) > modelBytesMax) throw invalidField('model', `"model" is longer than ${modelBytesMax} bytes.`);
    return model;
  }

  /** The messages, of which there must be one at least. */
  messages(): JsonField {
    const messages = this.expect('messages', 'array', 'a list of messages');
    if (messages === undefined || messages.members === 0) {
      throw invalidField('messages', '"messages" must be a list with at least one message.');
    }
    return messages;
  }

  flag(name: string): boolean | undefined {
    const field = this.given(name);
    if (field === undefined) return undefined;
    if (field.kind === 'true' || field.kind === 'false') return field.kind === 'true';
    throw invalidField(name, `"${name}" must be true or false.`);
  }

  count(name: string, min: number, max: number): number | null {
    const field = this.given(name);
    if (field === undefined) return null;
    const value = field.kind === 'number' ? Number(this.body.toString('latin1', field.start, field.end)) : Number.NaN;
    if (!Number.isInteger(value) || value < min || value > max) {
      throw invalidField(name, `"${name}" must be a whole number from ${min} to ${max}.`);
    }
    return value;
  }

  /** What puts another model in place of the caller's; nothing when it is the same. */
  modelEdits(from: string, to: string): Edit[] {
    const field = this.#fields.get('model');
    return field === undefined || from === to ? [] : [{ start: field.start, end: field.end, bytes: Buffer.from(JSON.stringify(to)) }];
  }
}
