import { tuneGarbageCollector } from '#lib/gateway/index.ts';
import { openGateway } from '#lib/open-gateway.ts';
import type { Runtime } from '#lib/runtime.ts';
import { createGatewayLane, type NodeLane } from './node-lane.ts';

/** Opens this process's gateway and the fast lane in front of it. */
export async function openGatewayLane(runtime: Runtime): Promise<NodeLane> {
  tuneGarbageCollector();
  const { gateway, record, close } = await openGateway(runtime, 'journal');
  // The tokenizer holds up the event loop for 150 ms while it loads: better now than during calls.
  await gateway.tokens.warm();
  const lane = createGatewayLane(gateway, close);
  const faults = () => [lane.degraded(), record.fault()].filter((fault) => fault !== undefined);
  return { ...lane, degraded: () => faults().join(' ') || undefined };
}
