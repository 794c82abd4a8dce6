import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { invalidField } from '../../json/invalid-field.ts';
import { type RequestDocument, RequestFields } from '../../json/request-document.ts';
import type { Ask, AskSize } from '../protocol.ts';
import { hasUnseenState } from './has-unseen-state.ts';
import { textOfBlocks } from './text-of-blocks.ts';

const readFields = ['model', 'messages', 'max_tokens', 'stream', 'tools', 'mcp_servers', 'container'] as const;
type MessagesField = (typeof readFields)[number];

/** Pictures and documents stand in a `source`; a `file_id` is state that only the provider sees. */
const messagesFields = new RequestFields<MessagesField>(readFields, ['source', 'file_id']);
const outputTokensMax = 1e9;

/** The limit on the answer. Zero is one: it fills the prompt cache without an answer. */
function readTokensMax(request: RequestDocument<MessagesField>): number {
  const field = request.given('max_tokens');
  if (field === undefined) throw invalidField('max_tokens', '"max_tokens" is missing; send the most tokens that the answer may have.');
  if (request.body.toString('latin1', field.start, field.end) === '0') return 0;
  return request.count('max_tokens', outputTokensMax) ?? 0;
}

/** What a model reads of a request: the system prompt, the messages and the tools, without pictures and documents. */
function textOfRequest(document: unknown): string {
  const request = asRecord(document);
  const texts = textOfBlocks(request?.system);
  for (const message of asList(request?.messages).map(asRecord)) texts.push(...textOfBlocks(message?.content));
  const tools = asList(request?.tools);
  if (tools.length > 0) texts.push(JSON.stringify(tools));
  return texts.join('\n');
}

/** A request for a message, held as the caller's bytes and the places of the fields we read. Usage is in every answer. */
class MessagesAsk implements Ask {
  readonly model: string;
  readonly streamed: boolean;
  readonly usageRequested = true;
  readonly outputTokensMax: number;
  readonly choices = 1;
  readonly size: AskSize;
  readonly #request: RequestDocument<MessagesField>;

  constructor(body: Buffer) {
    const request = messagesFields.read(body);
    this.#request = request;
    this.model = request.model('model');
    const messages = request.require('messages', 'array', 'a list with at least one message');
    const tools = request.expect('tools', 'array', 'a list of tools');
    this.streamed = request.boolean('stream') === true;
    this.outputTokensMax = readTokensMax(request);
    this.size = {
      bytes: body.length,
      opaqueBytes: request.opaqueBytes,
      parts: messages.members + (tools?.members ?? 0),
      media: request.counted,
      hasUnseenState: hasUnseenState(request),
    };
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    return this.#request.spliced(change.model === this.model ? [] : [this.#request.edit('model', JSON.stringify(change.model))]);
  }

  text(): string {
    return textOfRequest(parseJson(this.#request.body.toString()));
  }
}

/** Reads a request of Anthropic's Messages API; throws AppError('malformed_json' | 'invalid_request'). */
export const readMessagesAsk = (body: Buffer): Ask => new MessagesAsk(body);
