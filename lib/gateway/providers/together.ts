import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** Together AI, through its OpenAI-compatible API. */
export const together = defineOpenAiProvider({
  name: 'together',
  label: 'Together AI',
  baseUrl: 'https://api.together.xyz/v1',
  catalogue: 'together',
  serves: ['openai.embeddings', 'openai.images_generations', 'openai.rerank'],
});
