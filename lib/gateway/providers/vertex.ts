import { anthropicBetaHeader } from './anthropic-family/anthropic-headers.ts';
import { boundMessage } from './anthropic-family/bound-message.ts';
import { toAnthropicUsage } from './anthropic-family/to-usage.ts';
import { boundGenerated } from './google/bound.ts';
import { toGoogleUsage, toNoUsage } from './google/to-usage.ts';
import { boundChat } from './openai-family/bound-chat.ts';
import { toOpenAiUsage } from './openai-family/to-usage.ts';
import type { Provider, SpokenProtocol } from './provider.ts';
import { boundNothing } from './shared/bound-nothing.ts';
import { vertexEmbeddings } from './vertex/embeddings.ts';
import { serviceAccountExchange, serviceAccountForm } from './vertex/service-account.ts';
import { toVertexError } from './vertex/to-error.ts';
import {
  buildClaudeCount,
  buildClaudeRequest,
  buildGeminiRequest,
  buildVertexChat,
  listVertexModels,
  reachVertex,
  vertexAddress,
} from './vertex/vertex-requests.ts';

const gemini = (action: string, more: Pick<SpokenProtocol, 'toUsage' | 'bound'>): SpokenProtocol => ({
  buildRequest: (ask, target, context) => buildGeminiRequest(action, ask, target, context),
  ...more,
});
const generated = { toUsage: toGoogleUsage, bound: boundGenerated };

const chat: SpokenProtocol = { buildRequest: buildVertexChat, toUsage: toOpenAiUsage, bound: boundChat };
const messages: SpokenProtocol = {
  buildRequest: (ask, target, context) => buildClaudeRequest(ask, target, context, anthropicBetaHeader(context)),
  toUsage: toAnthropicUsage,
  bound: boundMessage,
};
const countTokens: SpokenProtocol = {
  buildRequest: (ask, target, context) => buildClaudeCount(ask, target, context, anthropicBetaHeader(context)),
  toUsage: toAnthropicUsage,
  bound: boundNothing,
};

/** By a model's name: Anthropic's, Google's own, those that embed, and those of other publishers (`meta/llama-…`). */
const claude: Provider['speaks'] = new Map([
  ['anthropic.messages', messages],
  ['anthropic.count_tokens', countTokens],
]);
const googleOwn: Provider['speaks'] = new Map([
  ['gemini.generate_content', gemini('generateContent', generated)],
  ['gemini.stream_generate_content', gemini('streamGenerateContent', generated)],
  ['gemini.count_tokens', gemini('countTokens', { toUsage: toNoUsage, bound: boundNothing })],
  ['openai.chat_completions', chat],
]);
const embedding: Provider['speaks'] = new Map([['openai.embeddings', vertexEmbeddings]]);
const published: Provider['speaks'] = new Map([['openai.chat_completions', chat]]);

function speaksWith(model: string): Provider['speaks'] {
  if (model.startsWith('claude')) return claude;
  if (model.includes('/')) return published;
  return model.includes('embedding') ? embedding : googleOwn;
}

/** Google Cloud's Vertex AI: Gemini, Anthropic's models and those of other publishers, in a project and a region of the tenant's. */
export const vertex: Provider = {
  name: 'vertex',
  label: 'Google Vertex AI',
  baseUrl: null,
  addressOf: vertexAddress,
  settings: [
    {
      name: 'project',
      label: 'Project',
      hint: 'The id of the Google Cloud project that is charged.',
      isRequired: true,
      pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      example: 'acme-production',
    },
    {
      name: 'region',
      label: 'Region',
      hint: 'Where the models are called: a region, us, eu or global.',
      isRequired: true,
      pattern: /^(?:global|us|eu|[a-z]+-[a-z]+\d{1,2})$/,
      example: 'europe-west4',
    },
  ],
  needsCredential: true,
  // Flex requests that find no room fail, and are not served as standard ones.
  servesAskedTier: true,
  credentialForm: serviceAccountForm,
  exchange: serviceAccountExchange,
  catalogue: 'google',
  models: 'catalogue',
  speaks: new Map([...claude, ...googleOwn, ...embedding]),
  speaksWith,
  toError: toVertexError,
  listing: { request: listVertexModels, isServed: true },
  reach: reachVertex,
  transport: null,
};
