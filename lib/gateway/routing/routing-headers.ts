import type { GatewayCall } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';

type Headers = Pick<GatewayRequest, 'header'>;

/** The headers without the caller's own word about the route, which is over where somebody else says where the call goes. */
export const withoutRoute = (request: Headers): Headers => ({
  header: (name: string): string | undefined => (name === 'x-tollgate-route' ? undefined : request.header(name)),
});

/** The headers by which a call finds its way: the caller's, as long as neither what it holds nor a guardrail leads elsewhere. */
export function routingHeaders({ request, guardrails, data }: GatewayCall): Headers {
  const isLedElsewhere = (guardrails !== null && guardrails.redirectedFrom !== null) || (data !== null && data.routedTo !== null);
  return isLedElsewhere ? withoutRoute(request) : request;
}
