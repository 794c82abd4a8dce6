import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** OpenRouter, through its OpenAI-compatible API. */
export const openRouter = defineOpenAiProvider({
  name: 'openrouter',
  label: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  catalogue: 'openrouter',
  serves: ['openai.responses', 'openai.embeddings'],
});
