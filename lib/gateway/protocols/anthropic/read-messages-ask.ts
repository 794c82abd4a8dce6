import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { FieldNames } from '../../json/field-names.ts';
import type { ScanQuery } from '../../json/json-scanner.ts';
import { splice } from '../../json/splice.ts';
import type { Ask, AskSize } from '../protocol.ts';
import { invalidField, ScannedRequest } from '../shared/scanned-request.ts';
import { hasUnseenState } from './has-unseen-state.ts';
import { textOfBlocks } from './text-of-blocks.ts';

/** Pictures and documents stand in a `source`; a `file_id` is state that only the provider sees. */
const messagesQuery: ScanQuery = {
  fields: new FieldNames(['model', 'messages', 'max_tokens', 'stream', 'tools', 'mcp_servers', 'container']),
  counted: new FieldNames(['source', 'file_id']),
};
const outputTokensMax = 1e9;

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
  readonly #request: ScannedRequest;

  constructor(body: Buffer) {
    const request = new ScannedRequest(body, messagesQuery);
    this.#request = request;
    this.model = request.model();
    const messages = request.messages();
    const tools = request.expect('tools', 'array', 'a list of tools');
    this.streamed = request.flag('stream') === true;
    // Zero is allowed: it fills the prompt cache without an answer.
    const tokensMax = request.count('max_tokens', 0, outputTokensMax);
    if (tokensMax === null) throw invalidField('max_tokens', '"max_tokens" is missing; send the most tokens that the answer may have.');
    this.outputTokensMax = tokensMax;
    const { counted, opaqueBytes } = request.scanned;
    this.size = {
      bytes: body.length,
      opaqueBytes,
      parts: messages.members + (tools?.members ?? 0),
      media: counted,
      hasUnseenState: hasUnseenState(request),
    };
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    return splice(this.#request.body, this.#request.modelEdits(this.model, change.model));
  }

  text(): string {
    return textOfRequest(parseJson(this.#request.body.toString()));
  }
}

/** Reads a request of Anthropic's Messages API; throws AppError('malformed_json' | 'invalid_request'). */
export const readMessagesAsk = (body: Buffer): Ask => new MessagesAsk(body);
