import { chatSide } from './chat/chat-side.ts';
import { conversationTranslation } from './conversation-translation.ts';
import { messagesSide } from './messages/messages-side.ts';
import type { Translation } from './translation.ts';

/** Every pair of protocols between which calls can be translated; of several for the same call the first is taken. */
export const translations: readonly Translation[] = [
  conversationTranslation(chatSide, messagesSide),
  conversationTranslation(messagesSide, chatSide),
];

/** How a call can be served by a provider that speaks none of its protocol but those that are named; null where it cannot. */
export function findTranslation(caller: string, streamed: boolean, speaks: ReadonlyMap<string, unknown>): Translation | null {
  for (const translation of translations) {
    const isFor = translation.caller === caller && (translation.streamed ?? streamed) === streamed;
    if (isFor && speaks.has(translation.provider.name)) return translation;
  }
  return null;
}
