import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import type { Ask } from '../protocols/protocol.ts';
import { mappedAsk } from './mapped-ask.ts';

/** What is asked by a body of which something was changed; the model stays the one that was to be asked. */
export function rereadAsk({ request }: GatewayCall, { protocol, ask }: Asked, body: Buffer): Ask {
  const contentType = protocol.takes === undefined ? undefined : request.header('content-type');
  const read = protocol.readAsk(body, request.path, request.query, contentType);
  return read.model === ask.model ? read : mappedAsk(read, ask.model);
}
