import { AppError } from '#lib/core/errors.ts';
import type { Caller, GatewayCall } from './calls/gateway-call.ts';
import { pathInGateway } from './gateway-paths.ts';
import type { GatewayRequest } from './gateway-request.ts';
import type { GatewayRuntime } from './gateway-runtime.ts';
import { mcpEndpointsAt } from './mcp/mcp-endpoints.ts';
import type { FindCourse } from './objects/course.ts';
import { objectEndpointsAt } from './objects/object-endpoints.ts';
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
import { openAiAudioSpeech } from './protocols/openai-audio-speech.ts';
import { openAiAudioTranscriptions } from './protocols/openai-audio-transcriptions.ts';
import { openAiAudioTranslations } from './protocols/openai-audio-translations.ts';
import { openAiChatCompletions } from './protocols/openai-chat-completions.ts';
import { openAiEmbeddings } from './protocols/openai-embeddings.ts';
import { openAiImages } from './protocols/openai-images.ts';
import { openAiImagesEdits } from './protocols/openai-images-edits.ts';
import { openAiImagesVariations } from './protocols/openai-images-variations.ts';
import { listModels, readModel } from './protocols/openai-models.ts';
import { openAiModerations } from './protocols/openai-moderations.ts';
import { openAiRealtime } from './protocols/openai-realtime.ts';
import { openAiRerank } from './protocols/openai-rerank.ts';
import { openAiResponses } from './protocols/openai-responses.ts';
import type { CallProtocol } from './protocols/protocol.ts';
import { passThrough, proxiedMethods } from './proxy/pass-through.ts';
import { proxiedPath } from './proxy/proxied-path.ts';
import { proxyProtocol, proxyReadProtocol } from './proxy/proxy-protocol.ts';
import { serveSession } from './realtime/serve-session.ts';

/** A call to a provider. */
export interface CallEndpoint {
  readonly method: string;
  readonly protocol: CallProtocol;
  /** For calls that go to one connection instead of those that serve their model. */
  readonly findCourse?: FindCourse;
}

/** A question that the gateway answers itself, from the snapshot or from what it remembers. */
export interface AnswerEndpoint {
  readonly method: 'GET';
  readonly answer: (runtime: GatewayRuntime, caller: Caller, request: GatewayRequest) => object | Promise<object>;
}

/** A conversation over a WebSocket, in which each response is a call. */
export interface SessionEndpoint {
  readonly method: 'GET';
  readonly session: (call: GatewayCall, caller: Caller) => Promise<void>;
}

export type Endpoint = CallEndpoint | AnswerEndpoint | SessionEndpoint;

/** Endpoints with a fixed path, below the mount. */
const fixed: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/messages', { method: 'POST', protocol: anthropicMessages }],
  ['/messages/count_tokens', { method: 'POST', protocol: anthropicCountTokens }],
  ['/chat/completions', { method: 'POST', protocol: openAiChatCompletions }],
  ['/responses', { method: 'POST', protocol: openAiResponses }],
  ['/embeddings', { method: 'POST', protocol: openAiEmbeddings }],
  ['/moderations', { method: 'POST', protocol: openAiModerations }],
  ['/images/generations', { method: 'POST', protocol: openAiImages }],
  ['/images/edits', { method: 'POST', protocol: openAiImagesEdits }],
  ['/images/variations', { method: 'POST', protocol: openAiImagesVariations }],
  ['/audio/speech', { method: 'POST', protocol: openAiAudioSpeech }],
  ['/audio/transcriptions', { method: 'POST', protocol: openAiAudioTranscriptions }],
  ['/audio/translations', { method: 'POST', protocol: openAiAudioTranslations }],
  ['/rerank', { method: 'POST', protocol: openAiRerank }],
  ['/realtime', { method: 'GET', session: serveSession(openAiRealtime) }],
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

const mayAnswer = ({ method }: GatewayRequest, endpoint: Endpoint): boolean =>
  method === endpoint.method || (method === 'HEAD' && 'answer' in endpoint);

/** The protocol of calls to a path of a provider's API. */
function protocolAt(path: string): CallProtocol | undefined {
  const endpoint = fixed.get(path);
  if (endpoint !== undefined) return 'protocol' in endpoint ? endpoint.protocol : undefined;
  return modelActions.get(modelInPath(path)?.action ?? '');
}

/** What is passed on to a connection as it is: every method, and its own protocol where that is known. */
function proxyEndpoints({ path, method }: GatewayRequest): readonly Endpoint[] {
  const proxied = proxiedPath(path);
  if (proxied === undefined) return [];
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  const protocol = isRead ? proxyReadProtocol : proxyProtocol;
  const findCourse = passThrough(proxied, protocolAt);
  return proxiedMethods.map((one) => ({ method: one, protocol, findCourse }));
}

/** What is at a path that is no call with a fixed one: one endpoint for each method. */
function endpointsAt(path: string, request: GatewayRequest): readonly Endpoint[] {
  if (path.startsWith('/proxy/')) return proxyEndpoints(request);
  if (path.startsWith('/mcp/')) return mcpEndpointsAt(path);
  const endpoint = modelEndpoint(path, request);
  return endpoint === undefined ? objectEndpointsAt(path) : [endpoint];
}

/** The endpoint of a request; throws not_found for paths that are none and method_not_allowed with an Allow header. */
export function findEndpoint(request: GatewayRequest): Endpoint {
  const path = pathInGateway(request.path);
  const only = path === undefined ? undefined : fixed.get(path);
  if (only !== undefined && request.method === only.method) return only;
  const endpoints = only !== undefined ? [only] : path === undefined ? [] : endpointsAt(path, request);
  const endpoint = endpoints.find((one) => mayAnswer(request, one));
  if (endpoint !== undefined) return endpoint;
  if (endpoints.length === 0) {
    throw new AppError('not_found', {
      detail: `There is no ${request.method} ${request.path.slice(0, 200)} here. Check the base URL of your SDK: it ends in /api/v1, or in /api for the Gemini API.`,
    });
  }
  const allow = endpoints.flatMap((one) => ('answer' in one ? ['GET', 'HEAD'] : [one.method])).join(', ');
  throw new AppError('method_not_allowed', { detail: `This path takes ${allow}, not ${request.method}.`, headers: { allow } });
}

/** In whose shape an error is told where the call's protocol does not say: that of the API which the request was meant for. */
export const errorRendererFor = (request: GatewayRequest): CallProtocol['renderError'] => familyOf(request).renderError;
