import { pathInGateway } from '../../gateway-paths.ts';
import type { GatewayRequest } from '../../gateway-request.ts';

/**
 * Whether a request is meant for Google's API: by its mount, or on the shared one by the headers that Google's SDKs send.
 * They ask for `/v1/models`, as OpenAI's do.
 */
export const isGeminiRequest = (request: GatewayRequest): boolean =>
  pathInGateway(request.path)?.startsWith('/v1beta/') === true ||
  request.header('x-goog-api-key') !== undefined ||
  request.header('x-goog-api-client') !== undefined;
