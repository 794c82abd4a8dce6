import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { mistralChatShape } from './openai-family/mistral-chat-shape.ts';

/** Mistral (docs.mistral.ai/api). Its chat completions report usage in their last chunk without being asked to. */
export const mistral = defineOpenAiProvider({
  name: 'mistral',
  label: 'Mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  catalogue: 'mistral',
  streamUsage: false,
  chatShape: mistralChatShape,
  // Its answer begins with the prefix (docs.mistral.ai, "Prefix"). Its Magistral models think first.
  continues: { turn: { prefix: true }, echoes: true, canTake: (model) => !model.startsWith('magistral') },
  serves: ['openai.embeddings', 'openai.moderations', 'openai.audio_transcriptions'],
});
