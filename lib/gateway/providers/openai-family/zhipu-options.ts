import type { OpenAiProviderOptions } from './define-openai-provider.ts';

/**
 * What both of Zhipu's platforms have in common (docs.bigmodel.cn/api-reference, docs.z.ai/api-reference). They report
 * usage in the last chunk without being asked to.
 */
export const zhipuOptions = {
  streamUsage: false,
  // Free of charge, for neither platform documents a list of models.
  probeModel: 'glm-4.5-flash',
  chatShape: { drops: ['stream_options'], renames: { max_completion_tokens: 'max_tokens' } },
  // docs.bigmodel.cn/cn/api/api-code: business codes, of which most of these come with status 429.
  errorCodes: {
    '1110': 'provider_credentials_rejected',
    '1111': 'provider_credentials_rejected',
    '1112': 'provider_credentials_rejected',
    '1113': 'provider_quota_exhausted',
    '1261': 'context_length_exceeded',
    '1301': 'content_filter',
    '1302': 'provider_rate_limited',
    '1303': 'provider_rate_limited',
    '1304': 'provider_quota_exhausted',
    '1305': 'provider_overloaded',
    '1308': 'provider_quota_exhausted',
    '1309': 'provider_quota_exhausted',
    '1310': 'provider_quota_exhausted',
    '1312': 'provider_overloaded',
  },
} as const satisfies Partial<OpenAiProviderOptions>;
