import { type ProviderContract, usageOf } from './contract.ts';
import { embeddingsCall, openAiFault, openAiLike } from './openai-like.ts';

const bearer = { authorization: 'Bearer sk-contract-secret' };
const cached = {
  raw: {
    prompt_tokens: 100,
    completion_tokens: 20,
    total_tokens: 120,
    prompt_tokens_details: { cached_tokens: 64 },
    completion_tokens_details: { reasoning_tokens: 8 },
  },
  is: usageOf(36, 20, { cacheRead: 64, reasoning: 8 }),
};

/** Contracts of providers that speak OpenAI's API, each by its own documentation. */
export const openAiFamily: readonly ProviderContract[] = [
  openAiLike({
    provider: 'openai',
    source: 'platform.openai.com/docs/api-reference',
    basePath: '/v1',
    model: 'gpt-4o-mini',
    usage: cached,
    more: [embeddingsCall('gpt-4o-mini', '/v1/embeddings', bearer)],
    faults: [openAiFault(429, 'provider_quota_exhausted', { type: 'insufficient_quota', code: 'insufficient_quota' })],
  }),
  openAiLike({
    provider: 'openai-compatible',
    source: 'platform.openai.com/docs/api-reference',
    basePath: '/some/where/v1',
    model: 'own-model',
    isPriced: false,
  }),
  openAiLike({
    provider: 'mistral',
    source: 'docs.mistral.ai/api',
    basePath: '/v1',
    model: 'mistral-large-latest',
    limitField: 'max_tokens',
    takesStreamOptions: false,
    more: [embeddingsCall('mistral-large-latest', '/v1/embeddings', bearer)],
    faults: [
      {
        status: 422,
        body: '{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","messages",0,"cache"],"msg":"Extra inputs are not permitted","input":1}]},"type":"invalid_request_error","param":null,"code":null}',
        code: 'provider_rejected',
        words: '/messages/0/cache: Extra inputs are not permitted',
      },
      { status: 401, body: '{"message":"Unauthorized","request_id":"a5"}', code: 'provider_credentials_rejected', words: null },
      {
        status: 429,
        body: '{"object":"error","message":"Service tier capacity exceeded for this model.","type":"service_tier_capacity_exceeded","param":null,"code":"3505"}',
        code: 'provider_rate_limited',
        words: 'Service tier capacity exceeded',
      },
    ],
  }),
  openAiLike({
    provider: 'codestral',
    source: 'docs.mistral.ai/capabilities/code_generation',
    basePath: '/v1',
    model: 'codestral-latest',
    limitField: 'max_tokens',
    takesStreamOptions: false,
  }),
  openAiLike({
    provider: 'deepseek',
    source: 'api-docs.deepseek.com',
    basePath: '',
    model: 'deepseek-chat',
    limitField: 'max_tokens',
    usage: {
      raw: {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
        completion_tokens_details: { reasoning_tokens: 8 },
      },
      is: usageOf(36, 20, { cacheRead: 64, reasoning: 8 }),
    },
    faults: [
      openAiFault(402, 'provider_quota_exhausted', { type: 'unknown_error', code: 'invalid_request_error' }),
      openAiFault(503, 'provider_error', {}),
    ],
  }),
  openAiLike({
    provider: 'zhipu',
    source: 'docs.bigmodel.cn/api-reference',
    basePath: '/api/paas/v4',
    model: 'glm-4.7',
    limitField: 'max_tokens',
    takesStreamOptions: false,
    usage: {
      raw: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, prompt_tokens_details: { cached_tokens: 64 } },
      is: usageOf(36, 20, { cacheRead: 64 }),
    },
    more: [embeddingsCall('glm-4.7', '/api/paas/v4/embeddings', bearer)],
    faults: [
      openAiFault(429, 'provider_quota_exhausted', { code: '1113' }),
      openAiFault(429, 'provider_rate_limited', { code: '1302' }),
      openAiFault(429, 'provider_overloaded', { code: '1305' }),
      openAiFault(401, 'provider_credentials_rejected', { code: '1002' }),
      openAiFault(400, 'provider_rejected', { code: '1211' }),
    ],
  }),
  openAiLike({
    provider: 'zai',
    source: 'docs.z.ai/api-reference',
    basePath: '/api/paas/v4',
    model: 'glm-5.3',
    limitField: 'max_tokens',
    takesStreamOptions: false,
    faults: [openAiFault(429, 'provider_quota_exhausted', { code: '1113' })],
  }),
  openAiLike({
    provider: 'moonshot',
    source: 'platform.moonshot.ai/docs/api',
    basePath: '/v1',
    model: 'kimi-k2.6',
    usage: {
      raw: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, cached_tokens: 64 },
      is: usageOf(36, 20, { cacheRead: 64 }),
    },
    faults: [
      openAiFault(429, 'provider_quota_exhausted', { type: 'exceeded_current_quota_error' }),
      openAiFault(429, 'provider_overloaded', { type: 'engine_overloaded_error' }),
      openAiFault(429, 'provider_rate_limited', { type: 'rate_limit_reached_error' }),
      openAiFault(401, 'provider_credentials_rejected', { type: 'invalid_authentication_error' }),
    ],
  }),
  openAiLike({
    provider: 'groq',
    source: 'console.groq.com/docs/api-reference',
    basePath: '/openai/v1',
    model: 'llama-3.3-70b-versatile',
    usage: {
      raw: {
        queue_time: 0.01,
        prompt_tokens: 12,
        prompt_time: 0.001,
        completion_tokens: 3,
        completion_time: 0.1,
        total_tokens: 15,
        total_time: 0.1,
      },
      is: usageOf(12, 3),
    },
    chunkFields: { x_groq: { id: 'req_1' } },
    faults: [openAiFault(413, 'provider_rejected', { type: 'tokens', code: 'rate_limit_exceeded' })],
  }),
  openAiLike({
    provider: 'together',
    source: 'docs.together.ai/reference',
    basePath: '/v1',
    model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    limitField: 'max_tokens',
    listing: { body: '[{"id":"meta-llama/Llama-3.3-70B-Instruct-Turbo","object":"model"}]' },
  }),
  openAiLike({
    provider: 'openrouter',
    source: 'openrouter.ai/docs/api-reference',
    basePath: '/api/v1',
    model: 'openai/gpt-4o-mini',
    usage: {
      raw: { ...cached.raw, prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 4 }, cost: 0.0001 },
      is: usageOf(36, 20, { cacheRead: 60, cacheWrite: 4, reasoning: 8 }),
    },
    faults: [openAiFault(402, 'provider_quota_exhausted', { code: 402 })],
  }),
  openAiLike({
    provider: 'xai',
    source: 'docs.x.ai/docs/api-reference',
    basePath: '/v1',
    model: 'grok-4',
    usage: cached,
    faults: [
      {
        status: 400,
        body: '{"code":"Client specified an invalid argument","error":"Their words"}',
        code: 'provider_rejected',
        words: 'Their words',
      },
    ],
  }),
  openAiLike({
    provider: 'github-models',
    source: 'docs.github.com/rest/models',
    basePath: '/inference',
    model: 'openai/gpt-4.1',
    isPriced: false,
    headers: { 'x-github-api-version': '2022-11-28' },
    faults: [
      openAiFault(429, 'provider_rate_limited', { code: 'RateLimitReached' }, { headers: { 'retry-after': '61222' }, retryAfter: '61222' }),
    ],
    listing: { path: '/catalog/models', body: '[{"id":"openai/gpt-4.1","name":"OpenAI GPT-4.1","publisher":"OpenAI"}]' },
  }),
  openAiLike({
    provider: 'ollama',
    source: 'docs.ollama.com/api/openai-compatibility',
    basePath: '/v1',
    model: 'llama3.2:3b',
    isPriced: false,
    limitField: 'max_tokens',
    more: [embeddingsCall('llama3.2:3b', '/v1/embeddings', bearer)],
    faults: [openAiFault(404, 'provider_rejected', { type: 'not_found_error' })],
  }),
  openAiLike({
    provider: 'vllm',
    source: 'docs.vllm.ai/serving/openai_compatible_server',
    basePath: '/v1',
    model: 'Qwen/Qwen3-8B',
    isPriced: false,
    usage: {
      raw: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, prompt_tokens_details: { cached_tokens: 64 } },
      is: usageOf(36, 20, { cacheRead: 64 }),
    },
    faults: [
      {
        status: 400,
        body: '{"object":"error","message":"Their words","type":"BadRequestError","param":null,"code":400}',
        code: 'provider_rejected',
        words: 'Their words',
      },
    ],
  }),
];
