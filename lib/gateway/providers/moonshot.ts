import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';

/**
 * Moonshot AI's Kimi (platform.moonshot.ai/docs/api). Its usage tells cached tokens as `cached_tokens`; keys of the
 * Chinese platform belong to https://api.moonshot.cn/v1.
 */
export const moonshot = defineOpenAiProvider({
  name: 'moonshot',
  label: 'Moonshot Kimi',
  baseUrl: 'https://api.moonshot.ai/v1',
  catalogue: 'moonshotai',
  // "Partial Mode"; the answer does not repeat what it was given. Models that think do so first.
  continues: { turn: { partial: true }, canTake: (model) => !model.includes('thinking') },
  // All three come with status 429.
  errorCodes: {
    exceeded_current_quota_error: 'provider_quota_exhausted',
    engine_overloaded_error: 'provider_overloaded',
    rate_limit_reached_error: 'provider_rate_limited',
  },
});
