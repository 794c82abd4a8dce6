import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** DeepSeek, through its OpenAI-compatible API. */
export const deepSeek = defineOpenAiProvider({
  name: 'deepseek',
  label: 'DeepSeek',
  baseUrl: 'https://api.deepseek.com',
  catalogue: 'deepseek',
});
