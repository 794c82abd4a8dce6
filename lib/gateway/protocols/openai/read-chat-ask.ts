import { isUtf8 } from 'node:buffer';
import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { describePosition, JsonFault } from '../../json/json-fault.ts';
import { decodeString, type JsonField, type ScanQuery } from '../../json/json-scanner.ts';
import { type ScannedObject, scanDocument } from '../../json/scan-object.ts';
import { type Edit, splice } from '../../json/splice.ts';
import type { Ask, AskSize } from '../protocol.ts';

/** The fields of a chat completion that the gateway reads; everything else passes through unseen. */
const readFields = ['model', 'messages', 'stream', 'stream_options', 'n', 'max_tokens', 'max_completion_tokens', 'tools'] as const;
type ReadField = (typeof readFields)[number];

/** `image_url` and `input_audio` are media; a `file_id` is state that only the provider sees, and as dear as media at least. */
const chatQuery: ScanQuery = {
  fields: new FieldNames(readFields),
  counted: new FieldNames(['image_url', 'input_audio', 'file_id']),
};
const usageOptions: ScanQuery = { fields: new FieldNames(['include_usage']) };
const modelBytesMax = 256;

const invalid = (field: string, detail: string): AppError =>
  new AppError('invalid_request', { detail, errors: [{ pointer: `/${field}`, detail }] });

function scan(body: Buffer): ScannedObject {
  try {
    return scanDocument(body, chatQuery);
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
    if (fields.has(field.name)) throw invalid(field.name, `The field "${field.name}" is there twice; send it once.`);
    fields.set(field.name, field);
  }
  const [stray] = scanned.strays;
  if (stray !== undefined) throw invalid(stray.name, `Field names are case-sensitive: write "${stray.name}".`);
  return fields;
}

/** A chat completion request, held as the caller's bytes and the places of the fields we read. */
class ChatAsk implements Ask {
  readonly model: string;
  readonly streamed: boolean;
  readonly usageRequested: boolean;
  readonly outputTokensMax: number | null;
  readonly choices: number;
  readonly size: AskSize;
  readonly #body: Buffer;
  readonly #closingBrace: number;
  readonly #fields: Map<string, JsonField>;

  constructor(body: Buffer) {
    const scanned = scan(body);
    this.#body = body;
    this.#closingBrace = scanned.closingBrace;
    this.#fields = indexFields(scanned);
    this.model = this.#readModel();
    const messages = this.#expect('messages', 'array', 'a list of messages');
    if (messages === undefined || messages.members === 0) throw invalid('messages', '"messages" must be a list with at least one message.');
    const tools = this.#expect('tools', 'array', 'a list of tools');
    this.streamed = this.#readBoolean('stream') === true;
    this.usageRequested = this.#readUsageRequested();
    this.choices = this.#readCount('n', 128) ?? 1;
    this.outputTokensMax = this.#readCount('max_completion_tokens', 1e9) ?? this.#readCount('max_tokens', 1e9);
    this.size = {
      bytes: body.length,
      opaqueBytes: scanned.opaqueBytes,
      parts: messages.members + (tools?.members ?? 0),
      media: scanned.counted,
      hasUnseenState: scanned.counted > 0 && body.includes('"file_id"'),
    };
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    const edits: Edit[] = [];
    const model = this.#fields.get('model');
    if (model !== undefined && change.model !== this.model) {
      edits.push({ start: model.start, end: model.end, bytes: Buffer.from(JSON.stringify(change.model)) });
    }
    if (change.reportUsage && this.streamed && !this.usageRequested) edits.push(this.#usageEdit());
    return splice(
      this.#body,
      edits.sort((left, right) => left.start - right.start),
    );
  }

  text(): string {
    return textOfChat(parseJson(this.#body.toString()));
  }

  /** The one edit that makes the provider report usage in a stream. */
  #usageEdit(): Edit {
    const options = this.#fields.get('stream_options');
    if (options === undefined) {
      const at = this.#closingBrace;
      return { start: at, end: at, bytes: Buffer.from(',"stream_options":{"include_usage":true}') };
    }
    if (options.kind === 'null') return { start: options.start, end: options.end, bytes: Buffer.from('{"include_usage":true}') };
    const inner = scanDocument(this.#body, usageOptions, options.start, options.end);
    const [flag] = inner.fields;
    if (flag !== undefined) return { start: flag.start, end: flag.end, bytes: Buffer.from('true') };
    const comma = inner.members > 0 ? ',' : '';
    return { start: inner.closingBrace, end: inner.closingBrace, bytes: Buffer.from(`${comma}"include_usage":true`) };
  }

  #readModel(): string {
    const field = this.#expect('model', 'string', 'the name of a model');
    const model = field === undefined ? '' : decodeString(this.#body, field.start, field.end);
    if (model === '') throw invalid('model', '"model" is missing; send the name of a model, such as one of GET /api/v1/models.');
    if (Buffer.byteLength(model) > modelBytesMax) throw invalid('model', `"model" is longer than ${modelBytesMax} bytes.`);
    return model;
  }

  #readBoolean(name: ReadField): boolean | undefined {
    const field = this.#given(name);
    if (field === undefined) return undefined;
    if (field.kind === 'true' || field.kind === 'false') return field.kind === 'true';
    throw invalid(name, `"${name}" must be true or false.`);
  }

  #readCount(name: ReadField, max: number): number | null {
    const field = this.#given(name);
    if (field === undefined) return null;
    const value = field.kind === 'number' ? Number(this.#body.toString('latin1', field.start, field.end)) : Number.NaN;
    if (!Number.isInteger(value) || value < 1 || value > max) throw invalid(name, `"${name}" must be a whole number from 1 to ${max}.`);
    return value;
  }

  #readUsageRequested(): boolean {
    const options = this.#expect('stream_options', 'object', 'an object');
    if (options === undefined) return false;
    const { fields: flags } = scanDocument(this.#body, usageOptions, options.start, options.end);
    if (flags.length > 1) throw invalid('stream_options/include_usage', 'The field "include_usage" is there twice; send it once.');
    return flags[0]?.kind === 'true';
  }

  #expect(name: ReadField, kind: JsonField['kind'], words: string): JsonField | undefined {
    const field = this.#given(name);
    if (field !== undefined && field.kind !== kind) throw invalid(name, `"${name}" must be ${words}.`);
    return field;
  }

  /** The field, unless it is missing or null, which mean the same. */
  #given(name: ReadField): JsonField | undefined {
    const field = this.#fields.get(name);
    return field?.kind === 'null' ? undefined : field;
  }
}

/** The texts of a request's messages and tools, joined: what a model reads, without pictures and sounds. */
function textOfChat(document: unknown): string {
  const request = asRecord(document);
  const texts: string[] = [];
  for (const message of asList(request?.messages).map(asRecord)) {
    const content = message?.content;
    if (typeof content === 'string') texts.push(content);
    for (const part of asList(content).map(asRecord)) {
      const text = part?.text;
      if (typeof text === 'string') texts.push(text);
    }
    const calls = asList(message?.tool_calls);
    if (calls.length > 0) texts.push(JSON.stringify(calls));
  }
  const tools = asList(request?.tools);
  if (tools.length > 0) texts.push(JSON.stringify(tools));
  return texts.join('\n');
}

/** Reads a chat completion request; throws AppError('malformed_json' | 'invalid_request'). */
export function readChatAsk(body: Buffer): Ask {
  if (body.length === 0) throw new AppError('malformed_json', { detail: 'The body is empty; send a JSON object.' });
  if (!isUtf8(body)) throw new AppError('malformed_json', { detail: 'The body is not UTF-8 text, so it is not JSON.' });
  return new ChatAsk(body);
}
