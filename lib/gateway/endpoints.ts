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
import { renderOpenAiError } from './protocols/openai/render-openai-error.ts';
import { openAiChatCompletions } from './protocols/openai-chat-completions.ts';
import { listModels, readModel } from './protocols/openai-models.ts';
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
  ['/models', { method: 'GET', answer: listModels }],
]);

function endpointAt(path: string): Endpoint | undefined {
  const found = fixed.get(path);
  if (found !== undefined) return found;
  if (!path.startsWith('/models/') || path.length === '/models/'.length) return undefined;
  const id = path.slice('/models/'.length);
  return { method: 'GET', answer: (runtime, caller) => readModel(runtime, caller, id) };
}

/** The models as Anthropic's API lists them, on the path that it shares with OpenAI's. */
function anthropicModelsAt(path: string): Endpoint | undefined {
  if (path === '/models') return { method: 'GET', answer: listAnthropicModels };
  if (!path.startsWith('/models/') || path.length === '/models/'.length) return undefined;
  const id = path.slice('/models/'.length);
  return { method: 'GET', answer: (runtime, caller) => readAnthropicModel(runtime, caller, id) };
}

/** The endpoint of a request; throws not_found for paths that are none and method_not_allowed with an Allow header. */
export function findEndpoint(request: GatewayRequest): Endpoint {
  const path = pathInGateway(request.path);
  const own = path !== undefined && isAnthropicRequest(request) ? anthropicModelsAt(path) : undefined;
  const endpoint = path === undefined ? undefined : (own ?? endpointAt(path));
  if (endpoint === undefined) {
    throw new AppError('not_found', {
      detail: `There is no ${request.method} ${request.path.slice(0, 200)} here. Check the base URL of your SDK: it ends in /api/v1.`,
    });
  }
  const isAllowed = request.method === endpoint.method || (request.method === 'HEAD' && endpoint.method === 'GET');
  if (isAllowed) return endpoint;
  const allow = endpoint.method === 'GET' ? 'GET, HEAD' : endpoint.method;
  throw new AppError('method_not_allowed', { detail: `This path takes ${allow}, not ${request.method}.`, headers: { allow } });
}

/** In whose shape an error is told where the call's protocol does not say: that of the API which the request was meant for. */
export function errorRendererFor(request: GatewayRequest): CallProtocol['renderError'] {
  return isAnthropicRequest(request) ? renderAnthropicError : renderOpenAiError;
}
