import { AppError } from '#lib/core/errors.ts';
import type { Caller } from './calls/gateway-call.ts';
import { pathInGateway } from './gateway-paths.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { GatewayRuntime } from './gateway-runtime.ts';
import { isAnthropicRequest } from './protocols/anthropic/is-anthropic-request.ts';
import { renderAnthropicError } from './protocols/anthropic/render-anthropic-error.ts';
import { anthropicCountTokens } from './protocols/anthropic-count-tokens.ts';
import { anthropicMessages } from './protocols/anthropic-messages.ts';
import { listAnthropicModels, readAnthropicModel } from './protocols/anthropic-models.ts';
import { isGeminiRequest } from './protocols/gemini/is-gemini-request.ts';
import { modelInPath } from './protocols/gemini/model-in-path.ts';
import { renderGeminiError } from './protocols/gemini/render-gemini-error.ts';
import { geminiBatchEmbedContents } from './protocols/gemini-batch-embed-contents.ts';
import { geminiCountTokens } from './protocols/gemini-count-tokens.ts';
import { geminiEmbedContent } from './protocols/gemini-embed-content.ts';
import { geminiGenerateContent } from './protocols/gemini-generate-content.ts';
import { listGeminiModels, readGeminiModel } from './protocols/gemini-models.ts';
import { geminiStreamGenerateContent } from './protocols/gemini-stream-generate-content.ts';
import { renderOpenAiError } from './protocols/openai/render-openai-error.ts';
import { openAiChatCompletions } from './protocols/openai-chat-completions.ts';
import { openAiEmbeddings } from './protocols/openai-embeddings.ts';
import { openAiImages } from './protocols/openai-images.ts';
import { listModels, readModel } from './protocols/openai-models.ts';
import { openAiModerations } from './protocols/openai-moderations.ts';
import { openAiRerank } from './protocols/openai-rerank.ts';
import { openAiResponses } from './protocols/openai-responses.ts';
import type { CallProtocol } from './protocols/protocol.ts';

/** Something the gateway answers: a call to a provider, or a question it answers itself from the snapshot. */
export type Endpoint =
  | { readonly method: 'POST'; readonly protocol: CallProtocol }
  | { readonly method: 'GET'; readonly answer: (runtime: GatewayRuntime, caller: Caller) => object };

/** Endpoints with a fixed path, below the mount. */
const fixed: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/messages', { method: 'POST', protocol: anthropicMessages }],
  ['/messages/count_tokens', { method: 'POST', protocol: anthropicCountTokens }],
  ['/chat/completions', { method: 'POST', protocol: openAiChatCompletions }],
  ['/responses', { method: 'POST', protocol: openAiResponses }],
  ['/embeddings', { method: 'POST', protocol: openAiEmbeddings }],
  ['/moderations', { method: 'POST', protocol: openAiModerations }],
  ['/images/generations', { method: 'POST', protocol: openAiImages }],
  ['/rerank', { method: 'POST', protocol: openAiRerank }],
]);

/** What can be done with a model in Google's API, where the path is `/models/{model}:{action}`. */
const modelActions: ReadonlyMap<string, CallProtocol> = new Map([
  ['generateContent', geminiGenerateContent],
  ['streamGenerateContent', geminiStreamGenerateContent],
  ['embedContent', geminiEmbedContent],
  ['batchEmbedContents', geminiBatchEmbedContents],
  ['countTokens', geminiCountTokens],
]);

/** `/models` and what lies below it, in Google's API with its version. */
const modelPath = /^(?:\/v1beta)?\/models(?:\/(.+))?$/;

/** One of the APIs that share paths: who means it, how it tells an error and its models. */
interface ApiFamily {
  readonly isMeant: (request: GatewayRequest) => boolean;
  readonly renderError: CallProtocol['renderError'];
  readonly list: (runtime: GatewayRuntime, caller: Caller) => object;
  readonly read: (runtime: GatewayRuntime, caller: Caller, id: string) => object;
}

const openAiFamily: ApiFamily = { isMeant: () => true, renderError: renderOpenAiError, list: listModels, read: readModel };

/** The first that is meant is the caller's; what carries no sign of another API is meant for OpenAI's. */
const families: readonly ApiFamily[] = [
  { isMeant: isGeminiRequest, renderError: renderGeminiError, list: listGeminiModels, read: readGeminiModel },
  { isMeant: isAnthropicRequest, renderError: renderAnthropicError, list: listAnthropicModels, read: readAnthropicModel },
  openAiFamily,
];

const familyOf = (request: GatewayRequest): ApiFamily => families.find(({ isMeant }) => isMeant(request)) ?? openAiFamily;

/** The lists of models share their path among the APIs; each caller gets the one of his. */
function modelEndpoint(path: string, request: GatewayRequest): Endpoint | undefined {
  const found = modelPath.exec(path);
  if (found === null) return undefined;
  const protocol = modelActions.get(modelInPath(path)?.action ?? '');
  if (protocol !== undefined) return { method: 'POST', protocol };
  const { list, read } = familyOf(request);
  const [, id] = found;
  return { method: 'GET', answer: id === undefined ? list : (runtime, caller) => read(runtime, caller, id) };
}

/** The endpoint of a request; throws not_found for paths that are none and method_not_allowed with an Allow header. */
export function findEndpoint(request: GatewayRequest): Endpoint {
  const path = pathInGateway(request.path);
  const endpoint = path === undefined ? undefined : (fixed.get(path) ?? modelEndpoint(path, request));
  if (endpoint === undefined) {
    throw new AppError('not_found', {
      detail: `There is no ${request.method} ${request.path.slice(0, 200)} here. Check the base URL of your SDK: it ends in /api/v1, or in /api for the Gemini API.`,
    });
  }
  const isAllowed = request.method === endpoint.method || (request.method === 'HEAD' && endpoint.method === 'GET');
  if (isAllowed) return endpoint;
  const allow = endpoint.method === 'GET' ? 'GET, HEAD' : endpoint.method;
  throw new AppError('method_not_allowed', { detail: `This path takes ${allow}, not ${request.method}.`, headers: { allow } });
}

/** In whose shape an error is told where the call's protocol does not say: that of the API which the request was meant for. */
export const errorRendererFor = (request: GatewayRequest): CallProtocol['renderError'] => familyOf(request).renderError;
