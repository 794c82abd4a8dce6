import { createServer } from 'node:http';
import { systemClock } from '#lib/core/clock.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createGatewayRuntime, defaultGatewaySettings } from '#lib/gateway/index.ts';
import { tuneGarbageCollector } from '#lib/gateway/tune-garbage-collector.ts';
import { createGatewayLane } from '#lib/http/node-lane.ts';
import { createAddressPolicy, UndiciTransport } from '#lib/outbound/index.ts';
import { MemorySnapshot } from '#tests/gateway/support/memory-snapshot.ts';
import { numberFrom, reportToParent } from './report.ts';

/** The fast lane with key, roles, price and settlement, and a recorder that keeps nothing: the pipeline's own cost. */

tuneGarbageCollector();

const snapshot = new MemorySnapshot();
const tenantId = '01936b1e-7a00-7000-8000-000000000001';
snapshot.addTenant({
  tenantId,
  inFlightMax: 100_000,
  connections: [
    {
      connectionId: '01936b1e-7a00-7000-8000-0000000000c1',
      name: 'upstream',
      provider: 'openai-compatible',
      baseUrl: `${process.env.BENCH_PROVIDER}/v1`,
      credential: 'upstream',
      models: ['gpt-4o-mini'],
    },
  ],
});
const tiers = [{ fromTokens: 0, picoUsdPerUnit: { input: 150_000n, cache_read: 75_000n, output: 600_000n } }];
snapshot.addPrice({ provider: 'openai-compatible', model: 'gpt-4o-mini', tiers });
const key = snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f1' });

const runtime = createGatewayRuntime({
  snapshot,
  recorder: { hold() {}, settle() {} },
  clock: systemClock,
  logger: silentLogger,
  settings: { ...defaultGatewaySettings, keyPepper: snapshot.pepper },
  upstream: new UndiciTransport({
    policy: createAddressPolicy(['127.0.0.0/8']),
    connectTimeoutMs: 5_000,
    connectionsPerOriginMax: 4_096,
    originsMax: 64,
  }),
});
const lane = createGatewayLane(runtime, async () => {});
const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (message, response) => {
  if (lane.owns(message.url ?? '/')) lane.handle(message, response);
  else response.writeHead(404).end();
});
server.listen(numberFrom('BENCH_PORT', 0), '127.0.0.1', () => {
  const address = server.address();
  reportToParent(typeof address === 'object' && address !== null ? address.port : 0);
  process.send?.({ key });
});
