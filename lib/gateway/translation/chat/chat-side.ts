import { openAiChatCompletions } from '../../protocols/openai-chat-completions.ts';
import type { CallerSide, ProviderSide } from '../conversation-translation.ts';
import { ChatEventReader } from './chat-event-reader.ts';
import { ChatEventWriter } from './chat-event-writer.ts';
import { readChatCompletion } from './read-chat-completion.ts';
import { readChatRequest } from './read-chat-request.ts';
import { writeChatCompletion } from './write-chat-completion.ts';
import { writeChatRequest } from './write-chat-request.ts';

/** OpenAI's chat completions, for callers and for providers. */
export const chatSide: CallerSide & ProviderSide = {
  name: openAiChatCompletions.name,
  protocol: openAiChatCompletions,
  streamed: null,
  readRequest: readChatRequest,
  writeRequest: writeChatRequest,
  readAnswer: readChatCompletion,
  writeAnswer: writeChatCompletion,
  openReader: () => new ChatEventReader(),
  openWriter: (ask, now) => new ChatEventWriter(ask.usageRequested, now),
};
