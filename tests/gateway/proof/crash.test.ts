import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createFreshDatabase } from '../../support/fresh-database.ts';
import { startTestServer, type TestServer } from '../../support/processes.ts';
import { CallLoad } from './support/call-load.ts';
import { expectBooked } from './support/expect-booked.ts';
import { chat, hello } from './support/http-call.ts';
import { createProofTenant, type ProofTenant } from './support/proof-tenant.ts';
import { type RestartablePostgres, restartablePostgres } from './support/restartable-postgres.ts';

const callers = 200;

let server: TestServer | undefined;
let load: CallLoad | undefined;

async function begin(database: TestDatabase, tenant: ProofTenant, env: Readonly<Record<string, string>> = {}) {
  const started = await startTestServer({ database, env });
  server = started;
  const loading = new CallLoad({ address: started.address, key: tenant.key, callers });
  load = loading;
  await vi.waitFor(() => expect(loading.count('whole')).toBeGreaterThan(callers / 2), { timeout: 30_000, interval: 20 });
  return { server: started, load: loading };
}

afterEach(async () => {
  const stopped = load?.stop();
  await server?.dispose();
  await stopped;
  load = undefined;
  server = undefined;
});

describe('[COST-2] a server in the middle of 200 concurrent calls', { timeout: 90_000 }, () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('kill -9 and a start on the same data: every call once, those cut off as interrupted', async () => {
    const tenant = await createProofTenant(database, 'killed');
    const { server, load } = await begin(database, tenant);
    // On a busy machine all callers may have sent their next call this moment, and none of them been read: wait for heads.
    await vi.waitFor(() => expect(load.begun).toBeGreaterThan(callers / 8), { timeout: 30_000, interval: 5 });
    const killedAtMs = Date.now();
    await server.kill();
    await load.stop();
    expect(load.count('cut')).toBeGreaterThan(callers / 8);
    await server.start();
    const counts = await expectBooked(database, tenant.tenantId, load.calls, { killedAtMs });
    expect(counts.succeeded).toBeGreaterThanOrEqual(load.count('whole'));
    expect(counts.interrupted).toBeGreaterThan(callers / 16);
    expect(counts.failed).toBeUndefined();
    // What was replayed once is not replayed again.
    await server.kill();
    await server.start();
    expect(
      (await chat(server.address, tenant.key, { ...hello, model: 'sandbox-small' }, { headers: { 'x-tollgate-tags': 'mark=last' } }))
        .status,
    ).toBe(200);
    await vi.waitFor(
      async () => {
        const [row] = await database.superuser`SELECT count(*)::int AS events FROM usage_event WHERE tenant_id = ${tenant.tenantId}`;
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        expect(row?.events).toBe(total + 1);
      },
      { timeout: 10_000 },
    );
  });

  test('SIGSTOP for two seconds, then SIGCONT: every call goes on and is there once', async () => {
    const tenant = await createProofTenant(database, 'stopped');
    const { server, load } = await begin(database, tenant);
    server.signal('SIGSTOP');
    const stoppedAtMs = Date.now();
    await sleep(2_000);
    const seenBefore = load.count('whole', stoppedAtMs + 500);
    server.signal('SIGCONT');
    expect(seenBefore).toBe(0);
    await sleep(1_500);
    await load.stop();
    expect(load.calls.filter(({ end }) => end !== 'whole')).toEqual([]);
    expect(await expectBooked(database, tenant.tenantId, load.calls)).toEqual({ succeeded: load.calls.length });
  });

  test('[OPS-2] SIGTERM: calls are taken until the port closes, those that run end whole, and nothing is left to replay', async () => {
    const tenant = await createProofTenant(database, 'drained');
    const { server, load } = await begin(database, tenant, { DRAIN_SECONDS: '20' });
    const askedAtMs = Date.now();
    server.signal('SIGTERM');
    await vi.waitFor(() => expect(load.count('cut', askedAtMs)).toBeGreaterThan(0), { timeout: 20_000, interval: 20 });
    await load.stop();
    expect(await server.stop()).toBe(0);
    expect(load.calls.filter(({ end, requestId }) => end !== 'whole' && requestId !== null)).toEqual([]);
    expect(load.calls.filter(({ end, sentAtMs }) => end === 'whole' && sentAtMs > askedAtMs).length).toBeGreaterThan(callers);
    expect(await expectBooked(database, tenant.tenantId, load.calls)).toEqual({ succeeded: load.count('whole') });
  });

  test('[GW-5] asked to stop with a short drain: streams that are left are told so and booked as interrupted', async () => {
    const tenant = await createProofTenant(database, 'cut-short');
    const { server, load } = await begin(database, tenant, { DRAIN_SECONDS: '0' });
    // At the beginning most answers have not begun, and a call without a head is refused rather than cut.
    await sleep(2_000);
    const stopping = load.stop();
    expect(await server.stop()).toBe(0);
    await stopping;
    expect(load.count('told')).toBeGreaterThan(5);
    await server.start();
    const counts = await expectBooked(database, tenant.tenantId, load.calls);
    expect(counts.interrupted).toBeGreaterThanOrEqual(load.count('told'));
  });
});

describe('[COST-2] the database in the middle of 200 concurrent calls', { timeout: 90_000 }, () => {
  let postgres: RestartablePostgres;
  let database: TestDatabase;

  beforeAll(async () => {
    postgres = await restartablePostgres();
    database = await createFreshDatabase(postgres.url);
  });
  afterAll(async () => {
    await database.drop();
    await postgres.dispose();
  });

  test('stopped at once and started again: calls go on from the snapshot, and all of them are posted', async () => {
    const tenant = await createProofTenant(database, 'restarted');
    const { load } = await begin(database, tenant);
    await postgres.stop();
    const downAtMs = Date.now();
    await sleep(2_000);
    const duringOutage = load.count('whole', downAtMs);
    await postgres.start();
    await sleep(1_000);
    await load.stop();
    expect(duringOutage).toBeGreaterThan(callers / 2);
    expect(load.calls.filter(({ end }) => end !== 'whole')).toEqual([]);
    expect(await expectBooked(database, tenant.tenantId, load.calls)).toEqual({ succeeded: load.calls.length });
  });
});
