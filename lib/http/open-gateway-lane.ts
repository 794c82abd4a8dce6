import type { GatewayLane } from './gateway-lane.ts';
import { isGatewayPath } from '#lib/gateway/index.ts';
import type { Runtime } from '#lib/runtime.ts';

const body = JSON.stringify({ error: { message: 'The gateway is starting.', type: 'overloaded_error', param: null, code: 'starting' } });

/** Opens this process's gateway: until snapshot and journal are joined to it here, it says that it is starting. */
export async function openGatewayLane(_runtime: Runtime): Promise<GatewayLane> {
  return {
    owns: isGatewayPath,
    handle(_request, response) {
      response.writeHead(503, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'retry-after': '1' });
      response.end(body);
    },
    degraded: () => 'starting',
    drain: async () => {},
    close: async () => {},
  };
}
