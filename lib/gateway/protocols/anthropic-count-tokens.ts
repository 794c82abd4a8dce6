import { messagesFields, messagesSize, textOfMessages } from './anthropic/messages-request.ts';
import { readCountAnswer } from './anthropic/read-count-answer.ts';
import { readCountAsk } from './anthropic/read-count-ask.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /messages/count_tokens of Anthropic's API: free of charge and never streamed. Exactly, only its provider knows the answer. */
export const anthropicCountTokens: CallProtocol = {
  ...anthropicMessages,
  name: 'anthropic.count_tokens',
  rateHeaders: 'anthropic',
  readAsk: readCountAsk,
  readAnswer: readCountAnswer,
  textOfAnswer: () => '',
  counts: {
    read: (body) => ({ size: messagesSize(messagesFields.read(body)), text: () => textOfMessages(body) }),
    answer: (tokens) => ({ input_tokens: tokens }),
  },
};
