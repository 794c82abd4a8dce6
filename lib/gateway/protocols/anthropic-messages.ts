import { continueMessage } from './anthropic/continue-message.ts';
import { MessagesStreamReader } from './anthropic/messages-stream-reader.ts';
import { readMessageAnswer, textOfMessage } from './anthropic/read-message-answer.ts';
import { readMessagesAsk } from './anthropic/read-messages-ask.ts';
import { renderAnthropicError, renderAnthropicErrorEvent } from './anthropic/render-anthropic-error.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /messages of Anthropic's API. */
export const anthropicMessages: CallProtocol = {
  name: 'anthropic.messages',
  rateHeaders: 'anthropic',
  turns: { list: 'messages', content: 'content' },
  outputTokens: { paths: [['max_tokens']] },
  requestIdHeader: 'request-id',
  readAsk: readMessagesAsk,
  readAnswer: readMessageAnswer,
  textOfAnswer: textOfMessage,
  openStream: () => new MessagesStreamReader(),
  streamEnd: Buffer.from('event: message_stop\ndata: {"type":"message_stop"}\n\n'),
  renderError: renderAnthropicError,
  renderErrorEvent: renderAnthropicErrorEvent,
  continuation: continueMessage,
};
