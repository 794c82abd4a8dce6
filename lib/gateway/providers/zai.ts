import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { zhipuOptions } from './openai-family/zhipu-options.ts';

/** Zhipu's GLM on its international platform, Z.AI. */
export const zAi = defineOpenAiProvider({
  ...zhipuOptions,
  name: 'zai',
  label: 'Z.AI GLM',
  baseUrl: 'https://api.z.ai/api/paas/v4',
  catalogue: 'zai',
  serves: ['openai.images_generations'],
});
