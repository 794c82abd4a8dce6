import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** Mistral, through its OpenAI-compatible API. */
export const mistral = defineOpenAiProvider({
  name: 'mistral',
  label: 'Mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  catalogue: 'mistral',
  serves: ['openai.embeddings', 'openai.moderations', 'openai.audio_transcriptions'],
});
