import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { type RequestDocument, RequestFields } from '../../json/request-document.ts';
import type { AskSize } from '../protocol.ts';
import { hasUnseenState } from './has-unseen-state.ts';
import { textOfBlocks } from './text-of-blocks.ts';

const readFields = ['model', 'messages', 'max_tokens', 'stream', 'tools', 'mcp_servers', 'container', 'speed', 'inference_geo'] as const;
export type MessagesField = (typeof readFields)[number];

/** Pictures and documents stand in a `source`; a `file_id` is state that only the provider sees. */
export const messagesFields = new RequestFields<MessagesField>(readFields, ['source', 'file_id']);

/** How big a request for a message is. Throws AppError('invalid_request') where it has no messages. */
export function messagesSize(request: RequestDocument<MessagesField>): AskSize {
  const messages = request.require('messages', 'array', 'a list with at least one message');
  const tools = request.expect('tools', 'array', 'a list of tools');
  return {
    bytes: request.body.length,
    opaqueBytes: request.opaqueBytes,
    parts: messages.members + (tools?.members ?? 0),
    media: request.counted,
    hasUnseenState: hasUnseenState(request),
  };
}

/** What a model reads of a request: the system prompt, the messages and the tools, without pictures and documents. */
export function textOfMessages(body: Buffer): string {
  const request = asRecord(parseJson(body.toString()));
  const texts = textOfBlocks(request?.system);
  for (const message of asList(request?.messages).map(asRecord)) texts.push(...textOfBlocks(message?.content));
  const tools = asList(request?.tools);
  if (tools.length > 0) texts.push(JSON.stringify(tools));
  return texts.join('\n');
}
