import { anthropicMessages } from '../protocols/anthropic-messages.ts';
import { openAiChatCompletions } from '../protocols/openai-chat-completions.ts';
import { ChatStreamTranslator } from './chat-to-messages/chat-stream-translator.ts';
import { translateAnswer as messageToCompletion } from './chat-to-messages/translate-answer.ts';
import { translateRequest as chatToMessages } from './chat-to-messages/translate-request.ts';
import { MessagesStreamTranslator } from './messages-to-chat/messages-stream-translator.ts';
import { translateAnswer as completionToMessage } from './messages-to-chat/translate-answer.ts';
import { translateRequest as messagesToChat } from './messages-to-chat/translate-request.ts';
import type { Translation } from './translation.ts';

/** Every pair of protocols between which calls can be translated. */
export const translations: readonly Translation[] = [
  {
    caller: 'openai.chat_completions',
    provider: anthropicMessages,
    translateRequest: chatToMessages,
    translateAnswer: messageToCompletion,
    openStream: (ask, now) => new ChatStreamTranslator(ask.usageRequested, now),
  },
  {
    caller: 'anthropic.messages',
    provider: openAiChatCompletions,
    translateRequest: messagesToChat,
    translateAnswer: completionToMessage,
    openStream: () => new MessagesStreamTranslator(),
  },
];
