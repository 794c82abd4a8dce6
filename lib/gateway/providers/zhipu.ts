import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/**
 * Zhipu's GLM (docs.bigmodel.cn/api-reference). It reports usage in the last chunk without being asked to. Keys of its
 * international platform belong to https://api.z.ai/api/paas/v4.
 */
export const zhipu = defineOpenAiProvider({
  name: 'zhipu',
  label: 'Zhipu GLM',
  baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
  catalogue: 'zhipuai',
  streamUsage: false,
  probeModel: 'glm-4.5-flash',
  chatShape: { drops: ['stream_options'], renames: { max_completion_tokens: 'max_tokens' } },
  serves: ['openai.embeddings', 'openai.images_generations', 'openai.moderations', 'openai.rerank'],
  // docs.bigmodel.cn/cn/api/api-code: business codes, of which most of these come with status 429.
  errorCodes: {
    '1110': 'provider_credentials_rejected',
    '1111': 'provider_credentials_rejected',
    '1112': 'provider_credentials_rejected',
    '1113': 'provider_quota_exhausted',
    '1301': 'provider_rejected',
    '1302': 'provider_rate_limited',
    '1303': 'provider_rate_limited',
    '1304': 'provider_quota_exhausted',
    '1305': 'provider_overloaded',
    '1308': 'provider_quota_exhausted',
    '1309': 'provider_quota_exhausted',
    '1310': 'provider_quota_exhausted',
    '1312': 'provider_overloaded',
  },
});
