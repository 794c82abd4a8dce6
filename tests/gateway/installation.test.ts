import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startTestServer, type TestServer } from '../support/processes.ts';
import { insertVirtualKey } from '../support/sample-company.ts';
import type { ConformanceTarget } from './conformance/conformance-case.ts';
import { gatewayConformance } from './conformance/gateway-conformance.ts';
import { createProofTenant } from './proof/support/proof-tenant.ts';

/** The console boots in the background while its port answers 503 already. */
async function untilServing({ address }: TestServer): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    if ((await fetch(`${address}/api/v1/models`)).status === 401) return;
  }
  throw new Error('The server did not begin to serve');
}

/**
 * The conformance suite against real processes on a real database: `gateway` answers by the fast lane with its journal,
 * `console` has no lane of its own, so its calls go through Next's route handlers, in direct mode.
 */
describe.each(['gateway', 'console'] as const)('[GW-1] an installation with the role %s conforms', (role) => {
  let database: TestDatabase;
  let server: TestServer;
  let target: ConformanceTarget;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { tenantId, key } = await createProofTenant(database, 'conforms');
    const { key: disabledKey } = await insertVirtualKey(database, tenantId, { status: 'disabled' });
    server = await startTestServer({ database, role });
    await untilServing(server);
    target = { baseUrl: `${server.address}/api/v1`, key, disabledKey };
  });
  afterAll(async () => {
    await server.dispose();
    await database.drop();
  });

  it.each(gatewayConformance.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    await one.run(target);
  });
});
