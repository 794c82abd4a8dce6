import { ChatStreamReader } from './openai/chat-stream-reader.ts';
import { continueChat } from './openai/continue-chat.ts';
import { readChatAnswer, textOfChatAnswer } from './openai/read-chat-answer.ts';
import { readChatAsk } from './openai/read-chat-ask.ts';
import { renderOpenAiError, renderOpenAiErrorEvent } from './openai/render-openai-error.ts';
import type { CallProtocol } from './protocol.ts';

/** POST /chat/completions of OpenAI's API. */
export const openAiChatCompletions: CallProtocol = {
  name: 'openai.chat_completions',
  turns: { list: 'messages', content: 'content' },
  outputTokens: { paths: [['max_tokens'], ['max_completion_tokens']] },
  readAsk: readChatAsk,
  readAnswer: readChatAnswer,
  textOfAnswer: textOfChatAnswer,
  openStream: (ask) => new ChatStreamReader(ask),
  streamEnd: Buffer.from('data: [DONE]\n\n'),
  renderError: renderOpenAiError,
  renderErrorEvent: renderOpenAiErrorEvent,
  continuation: continueChat,
};
