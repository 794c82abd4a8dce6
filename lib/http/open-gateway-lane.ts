import { openGateway } from '#lib/open-gateway.ts';
import type { Runtime } from '#lib/runtime.ts';
import { createGatewayLane, type NodeLane } from './node-lane.ts';

/** Opens this process's gateway and the fast lane in front of it. */
export async function openGatewayLane(runtime: Runtime): Promise<NodeLane> {
  const { gateway, close } = await openGateway(runtime, 'journal');
  return createGatewayLane(gateway, close);
}
