import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** Together AI (docs.together.ai/reference). */
export const together = defineOpenAiProvider({
  name: 'together',
  label: 'Together AI',
  baseUrl: 'https://api.together.xyz/v1',
  catalogue: 'together',
  chatShape: { renames: { max_completion_tokens: 'max_tokens' } },
  serves: ['openai.embeddings', 'openai.images_generations', 'openai.rerank'],
});
