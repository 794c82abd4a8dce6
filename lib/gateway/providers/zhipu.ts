import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { zhipuOptions } from './openai-family/zhipu-options.ts';

/** Zhipu's GLM on its Chinese platform; that for the rest of the world is `zai`, with keys and prices of its own. */
export const zhipu = defineOpenAiProvider({
  ...zhipuOptions,
  name: 'zhipu',
  label: 'Zhipu GLM',
  baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
  catalogue: 'zhipuai',
  serves: ['openai.embeddings', 'openai.images_generations', 'openai.moderations', 'openai.rerank'],
});
