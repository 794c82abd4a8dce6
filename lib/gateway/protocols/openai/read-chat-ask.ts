import type { MediaUsage } from '#lib/core/token-usage.ts';
import { type AskedTier, tierNamed } from '../../billing/tier-named.ts';
import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import { invalidField } from '../../json/invalid-field.ts';
import type { ScanQuery } from '../../json/json-scanner.ts';
import { type RequestDocument, RequestFields } from '../../json/request-document.ts';
import { scanDocument } from '../../json/scan-object.ts';
import type { Edit } from '../../json/splice.ts';
import type { Ask, AskSize } from '../protocol.ts';

/** The fields of a chat completion that the gateway reads; everything else passes through unseen. */
const readFields = [
  ...(['model', 'messages', 'stream', 'stream_options', 'n', 'max_tokens', 'max_completion_tokens', 'tools'] as const),
  ...(['service_tier', 'web_search_options'] as const),
] as const;
type ReadField = (typeof readFields)[number];

/** `image_url` and `input_audio` are media; a `file_id` is state that only the provider sees, and as dear as media at least. */
const chatFields = new RequestFields(readFields, ['image_url', 'input_audio', 'file_id']);
const usageOptions: ScanQuery = { fields: new FieldNames(['include_usage']) };

/** Models that search the web for every answer (OpenAI's guide to web search, "Chat Completions"). */
const searchingModel = /-search-(?:preview|api)/;

/** A chat completion request, held as the caller's bytes and the places of the fields we read. */
class ChatAsk implements Ask {
  readonly model: string;
  readonly streamed: boolean;
  readonly usageRequested: boolean;
  readonly outputTokensMax: number | null;
  readonly choices: number;
  readonly size: AskSize;
  readonly serviceTier: AskedTier | undefined;
  readonly charged: MediaUsage | undefined;
  readonly #document: RequestDocument<ReadField>;

  constructor(body: Buffer) {
    const document = chatFields.read(body);
    this.#document = document;
    this.model = document.model('model');
    const messages = document.require('messages', 'array', 'a list with at least one message');
    const tools = document.expect('tools', 'array', 'a list of tools');
    this.streamed = document.boolean('stream') === true;
    this.usageRequested = this.#readUsageRequested();
    this.choices = document.count('n', 128) ?? 1;
    this.outputTokensMax = document.count('max_completion_tokens', 1e9) ?? document.count('max_tokens', 1e9);
    this.serviceTier = tierNamed(document.text('service_tier', 'the name of a service tier'));
    const isSearching = document.given('web_search_options') !== undefined || searchingModel.test(this.model);
    this.charged = isSearching ? { webSearches: 1 } : undefined;
    this.size = {
      bytes: body.length,
      opaqueBytes: document.opaqueBytes,
      parts: messages.members + (tools?.members ?? 0),
      media: document.counted,
      hasUnseenState: document.counted > 0 && body.includes('"file_id"'),
    };
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    const edits: Edit[] = [];
    if (change.model !== this.model) edits.push(this.#document.edit('model', JSON.stringify(change.model)));
    if (change.reportUsage && this.streamed && !this.usageRequested) edits.push(this.#usageEdit());
    return this.#document.spliced(edits);
  }

  capped(outputTokensMax: number, field: 'max_tokens' | 'max_completion_tokens'): Ask {
    return new ChatAsk(this.#document.spliced([this.#document.edit(field, String(outputTokensMax))]));
  }

  text(): string {
    return textOfChat(parseJson(this.#document.body.toString()));
  }

  /** The one edit that makes the provider report usage in a stream. */
  #usageEdit(): Edit {
    const options = this.#document.given('stream_options');
    if (options === undefined) return this.#document.edit('stream_options', '{"include_usage":true}');
    const inner = scanDocument(this.#document.body, usageOptions, options.start, options.end);
    const [flag] = inner.fields;
    if (flag !== undefined) return { start: flag.start, end: flag.end, bytes: Buffer.from('true') };
    const comma = inner.members > 0 ? ',' : '';
    return { start: inner.closingBrace, end: inner.closingBrace, bytes: Buffer.from(`${comma}"include_usage":true`) };
  }

  #readUsageRequested(): boolean {
    const options = this.#document.expect('stream_options', 'object', 'an object');
    if (options === undefined) return false;
    const { fields: flags } = scanDocument(this.#document.body, usageOptions, options.start, options.end);
    if (flags.length > 1) throw invalidField('stream_options/include_usage', 'The field "include_usage" is there twice; send it once.');
    return flags[0]?.kind === 'true';
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
export const readChatAsk = (body: Buffer): Ask => new ChatAsk(body);
