import { pathInGateway } from '../../gateway-paths.ts';
import type { GatewayRequest } from '../../gateway-request.ts';

/** Whether a request was meant for Anthropic's API: by its mount, by the header its SDKs send with each call, or by a path that only it has. */
export function isAnthropicRequest(request: GatewayRequest): boolean {
  if (request.path.startsWith('/api/anthropic/') || request.header('anthropic-version') !== undefined) return true;
  const path = pathInGateway(request.path);
  return path === '/messages' || path?.startsWith('/messages/') === true;
}
