import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** xAI, through its OpenAI-compatible API. */
export const xAi = defineOpenAiProvider({
  name: 'xai',
  label: 'xAI',
  baseUrl: 'https://api.x.ai/v1',
  catalogue: 'x-ai',
  outputLimitField: 'max_completion_tokens',
  serves: ['openai.responses', 'openai.images_generations'],
});
