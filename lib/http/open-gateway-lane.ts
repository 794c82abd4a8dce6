import type { MetricFamily } from '#lib/core/metric-family.ts';
import { gatewayFamilies, tuneGarbageCollector } from '#lib/gateway/index.ts';
import { journalFamilies } from '#lib/journal/journal-families.ts';
import { openGateway } from '#lib/open-gateway.ts';
import type { Runtime } from '#lib/runtime.ts';
import { createGatewayLane, type NodeLane } from './node-lane.ts';

/** The lane with the numbers of its gateway. */
export interface MeteredLane extends NodeLane {
  families(): MetricFamily[];
  /** Where calls are recorded now: in the database also while the journal cannot take them. */
  records(): 'journal' | 'database';
}

/** Opens this process's gateway and the fast lane in front of it. */
export async function openGatewayLane(runtime: Runtime): Promise<MeteredLane> {
  tuneGarbageCollector();
  const { gateway, record, close } = await openGateway(runtime, runtime.env.CALL_RECORDS === 'database' ? 'direct' : 'journal');
  // The tokenizer holds up the event loop for 150 ms while it loads: better now than during calls.
  await gateway.tokens.warm();
  const lane = createGatewayLane(gateway, close);
  const faults = () => [lane.degraded(), record.fault()].filter((fault) => fault !== undefined);
  return {
    ...lane,
    degraded: () => faults().join(' ') || undefined,
    records: () => (record.state()?.shortage === null ? 'journal' : 'database'),
    families: () => [...gatewayFamilies(gateway), ...journalFamilies(record.state())],
  };
}
