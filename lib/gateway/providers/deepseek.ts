import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/** DeepSeek (api-docs.deepseek.com). Its usage tells cached tokens in a field of its own (`prompt_cache_hit_tokens`). */
export const deepSeek = defineOpenAiProvider({
  name: 'deepseek',
  label: 'DeepSeek',
  baseUrl: 'https://api.deepseek.com',
  catalogue: 'deepseek',
  // "Chat Prefix Completion", at the beta address. A reasoner would think once more.
  continues: {
    turn: { prefix: true },
    canTake: (model) => !model.includes('reasoner'),
    pathTo: (path) => `${path.replace(/\/(?:v1|beta)$/, '')}/beta/chat/completions`,
  },
  chatShape: { renames: { max_completion_tokens: 'max_tokens' } },
});
