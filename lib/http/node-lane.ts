import type { GatewayLane } from '#lib/front/gateway-lane.ts';
import type { Runtime } from '#lib/runtime.ts';

const paths: ReadonlySet<string> = new Set(['/api/v1/chat/completions', '/api/v1/models']);

/** The gateway's lane in front of Next: says that it is starting, until the pipeline is joined to it. */
export async function createGatewayLane(_runtime: Runtime): Promise<GatewayLane> {
  return {
    owns: (path) => paths.has(path),
    handle(_request, response) {
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
      response.end(
        JSON.stringify({ error: { message: 'The gateway is starting.', type: 'overloaded_error', param: null, code: 'starting' } }),
      );
    },
    degraded: () => 'starting',
    drain: async () => {},
    close: async () => {},
  };
}
