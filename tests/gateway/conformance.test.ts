import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ConformanceTarget } from './conformance/conformance-case.ts';
import { gatewayConformance } from './conformance/gateway-conformance.ts';
import { lanes } from './support/call.ts';
import { keyId, sandboxConnection, startTestGateway, type TestGateway, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-1] the %s conforms', (lane) => {
  let gateway: TestGateway;
  let target: ConformanceTarget;
  beforeAll(async () => {
    gateway = await startTestGateway({ lane });
    gateway.snapshot.setConnections(tenantId, [sandboxConnection]);
    for (const model of ['sandbox-small', 'sandbox-no-usage']) {
      gateway.snapshot.addPrice({
        provider: 'sandbox',
        model,
        tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 150_000n, output: 600_000n } }],
      });
    }
    target = {
      baseUrl: gateway.baseUrl,
      key: gateway.key,
      disabledKey: gateway.snapshot.addKey({ tenantId, keyId, keyStatus: 'disabled' }),
    };
  });
  afterAll(() => gateway.stop());

  it.each(gatewayConformance.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    await one.run(target);
  });
});
