import { chatSide } from './chat/chat-side.ts';
import { type CallerSide, conversationTranslation, type ProviderSide } from './conversation-translation.ts';
import { countTranslations } from './count-tokens/count-translations.ts';
import { geminiBatchEmbeddingsByOpenAi, geminiEmbeddingByOpenAi } from './embeddings/gemini-embeddings-by-openai.ts';
import { openAiEmbeddingsByGemini } from './embeddings/openai-embeddings-by-gemini.ts';
import { geminiSide, geminiStreamSide } from './gemini/gemini-sides.ts';
import { messagesSide } from './messages/messages-side.ts';
import { responsesSide } from './responses/responses-side.ts';
import type { Translation } from './translation.ts';

const callers = [chatSide, messagesSide, responsesSide, geminiSide, geminiStreamSide];
const providers = [chatSide, messagesSide, geminiSide, geminiStreamSide];

const isPair = (caller: CallerSide, provider: ProviderSide): boolean =>
  caller.name !== provider.protocol.name && (caller.streamed === null || provider.streamed === null);

/** Every pair of protocols between which calls can be translated; of several for the same call the first is taken. */
export const translations: readonly Translation[] = [
  ...callers.flatMap((caller) =>
    providers.filter((provider) => isPair(caller, provider)).map((provider) => conversationTranslation(caller, provider)),
  ),
  openAiEmbeddingsByGemini,
  geminiEmbeddingByOpenAi,
  geminiBatchEmbeddingsByOpenAi,
  ...countTranslations,
];

/** How a call can be served by a provider that speaks none of its protocol but those that are named; null where it cannot. */
export function findTranslation(caller: string, streamed: boolean, speaks: ReadonlyMap<string, unknown>): Translation | null {
  for (const translation of translations) {
    const isFor = translation.caller === caller && (translation.streamed ?? streamed) === streamed;
    if (isFor && speaks.has(translation.provider.name)) return translation;
  }
  return null;
}
