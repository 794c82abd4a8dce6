import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';
import { transformRequest } from '../transformations/transform-request.ts';

/**
 * The body as the tenant's rules want it; what they did is told in `call.transformed`. Forms with files, what is
 * passed on as it is, and requests without a body (reading a batch, a list of files) have no rules.
 */
export function transform(call: GatewayCall, { tenant, principal }: Caller, protocol: CallProtocol, sent: Buffer): Buffer {
  if (tenant.transformations === null || protocol.takes !== undefined || sent.length === 0) return sent;
  const { body, done } = transformRequest(tenant.transformations, { body: sent, path: call.request.path, protocol, principal });
  call.transformed = done.acted.length === 0 ? null : done;
  return body;
}

/** What is asked, of the model that a rule named. */
export function withMappedModel({ transformed }: GatewayCall, asked: Asked): Asked {
  if (transformed === null || transformed.model === null) return asked;
  return { ...asked, ask: mappedAsk(asked.ask, transformed.model) };
}
