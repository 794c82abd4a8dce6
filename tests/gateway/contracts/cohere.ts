import { type ProviderContract, usageOf } from './contract.ts';
import { embeddingsCall, openAiLike } from './openai-like.ts';

const bearer = { authorization: 'Bearer sk-contract-secret' };

/** docs.cohere.com: the compatibility API, and rerank of its own API v2. */
export const cohereContract: ProviderContract = openAiLike({
  provider: 'cohere',
  source: 'docs.cohere.com/docs/compatibility-api, docs.cohere.com/reference/rerank',
  address: 'https://api.cohere.ai',
  chatPath: '/compatibility/v1/chat/completions',
  model: 'command-a-03-2025',
  limitField: 'max_tokens',
  takesStreamOptions: false,
  more: [
    embeddingsCall('command-a-03-2025', '/compatibility/v1/embeddings', bearer),
    {
      name: 'a ranking',
      path: '/api/v1/rerank',
      body: '{"model":"command-a-03-2025","query":"q","documents":["a","b"],"top_n":1}',
      sent: { path: '/v2/rerank', headers: bearer, body: '{"model":"command-a-03-2025","query":"q","documents":["a","b"],"top_n":1}' },
      answer:
        '{"id":"r","results":[{"index":1,"relevance_score":0.98}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}',
      // Billed by search units alone, whatever the texts are long.
      usage: { ...usageOf(0, 0), media: { searchUnits: 1 } },
    },
  ],
  faults: [
    { status: 401, body: '{"id":"e","message":"invalid api token"}', code: 'provider_credentials_rejected', words: null },
    { status: 429, body: '{"message":"You are using a Trial key"}', code: 'provider_rate_limited', words: 'Trial key' },
    { status: 498, body: '{"message":"Their words"}', code: 'provider_rejected', words: 'Their words' },
  ],
  listing: {
    path: '/v1/models?page_size=1000',
    body: '{"models":[{"name":"command-a-03-2025","endpoints":["chat"]}],"next_page_token":""}',
  },
});
