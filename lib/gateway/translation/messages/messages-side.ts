import { anthropicMessages } from '../../protocols/anthropic-messages.ts';
import type { CallerSide, ProviderSide } from '../conversation-translation.ts';
import { MessagesEventReader } from './messages-event-reader.ts';
import { MessagesEventWriter } from './messages-event-writer.ts';
import { readMessage } from './read-message.ts';
import { readMessagesRequest } from './read-messages-request.ts';
import { writeMessage } from './write-message.ts';
import { writeMessagesRequest } from './write-messages-request.ts';

/** Anthropic's messages, for callers and for providers. */
export const messagesSide: CallerSide & ProviderSide = {
  name: anthropicMessages.name,
  protocol: anthropicMessages,
  streamed: null,
  readRequest: readMessagesRequest,
  writeRequest: writeMessagesRequest,
  readAnswer: readMessage,
  writeAnswer: writeMessage,
  openReader: () => new MessagesEventReader(),
  openWriter: () => new MessagesEventWriter(),
};
