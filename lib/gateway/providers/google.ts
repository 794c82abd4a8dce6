import { boundEmbedding, boundGenerated } from './google/bound.ts';
import { buildGoogleRequest, listGoogleModels, reachGoogle } from './google/build-request.ts';
import { toGoogleError } from './google/to-error.ts';
import { toEmbeddingUsage, toGoogleUsage, toNoUsage } from './google/to-usage.ts';
import type { Provider, SpokenProtocol } from './provider.ts';
import { boundNothing } from './shared/bound-nothing.ts';

const baseUrl = 'https://generativelanguage.googleapis.com';

const spoken = (action: string, toUsage: SpokenProtocol['toUsage'], bound: SpokenProtocol['bound']): SpokenProtocol => ({
  buildRequest: (ask, target, context) => buildGoogleRequest(baseUrl, action, ask, target, context),
  toUsage,
  bound,
});

const speaks: Provider['speaks'] = new Map([
  ['gemini.generate_content', spoken('generateContent', toGoogleUsage, boundGenerated)],
  ['gemini.stream_generate_content', spoken('streamGenerateContent', toGoogleUsage, boundGenerated)],
  ['gemini.embed_content', spoken('embedContent', toEmbeddingUsage, boundEmbedding)],
  ['gemini.batch_embed_contents', spoken('batchEmbedContents', toEmbeddingUsage, boundEmbedding)],
  ['gemini.count_tokens', spoken('countTokens', toNoUsage, boundNothing)],
]);
const none: Provider['speaks'] = new Map();

/** Google's Gemini API (ai.google.dev/api), with a key of Google AI Studio. */
export const google: Provider = {
  name: 'google',
  label: 'Google Gemini',
  baseUrl,
  needsCredential: true,
  // Flex requests that find no room fail, and are not served as standard ones.
  servesAskedTier: true,
  catalogue: 'google',
  models: 'catalogue',
  speaks,
  // The catalogue lists Anthropic's models for Google too, which only Vertex AI serves.
  speaksWith: (model) => (model.startsWith('claude') ? none : speaks),
  toError: toGoogleError,
  listing: { request: listGoogleModels, isServed: true },
  reach: (target) => reachGoogle(baseUrl, target),
  transport: null,
};
