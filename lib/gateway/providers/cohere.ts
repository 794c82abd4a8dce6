import { defineOpenAiProvider } from './openai-family/define-openai-provider.ts';
import { splitAddress } from './shared/split-address.ts';

/**
 * Cohere: chat and embeddings through its compatibility API (docs.cohere.com/docs/compatibility-api), which refuses
 * `stream_options`, and its own rerank v2. It bills rankings by search units, which are no tokens.
 */
export const cohere = defineOpenAiProvider({
  name: 'cohere',
  label: 'Cohere',
  baseUrl: 'https://api.cohere.ai',
  catalogue: 'cohere',
  streamUsage: false,
  chatShape: { drops: ['stream_options'], renames: { max_completion_tokens: 'max_tokens' } },
  serves: ['openai.embeddings', 'openai.rerank'],
  paths: {
    'openai.chat_completions': '/compatibility/v1/chat/completions',
    'openai.embeddings': '/compatibility/v1/embeddings',
    'openai.rerank': '/v2/rerank',
  },
  listing: {
    request: ({ address, credential }) => {
      const { origin, path } = splitAddress(address);
      const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
      if (credential !== null) headers.push('authorization', `Bearer ${credential}`);
      return { origin, path: `${path}/v1/models?page_size=1000`, method: 'GET', headers, body: null };
    },
    isServed: true,
  },
});
