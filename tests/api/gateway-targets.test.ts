import { afterEach, beforeAll, expect, test } from 'vitest';
import { importPrices } from '#lib/catalog/index.ts';
import { createConnection } from '#lib/connections/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { bootId } from '#lib/journal/boot-id.ts';
import { reportGateway } from '#lib/report-gateway.ts';
import { reportTargets } from '#lib/report-targets.ts';
import {
  createRoute,
  getConnectionHealth,
  listConnectionHealth,
  listGatewayTargets,
  publishRoute,
  simulateRoute,
} from '#lib/routes/index.ts';
import { readPeerCircuits } from '#lib/routes/read-peer-circuits.ts';
import { type SpanReport, writeConnectionSpans } from '#lib/routes/write-connection-spans.ts';
import { type TargetReport, writeTargetStatus } from '#lib/routes/write-target-status.ts';
import { post } from '#tests/gateway/support/call.ts';
import { answers, failsWith, firstId, openTwoProviders, type TwoProviders } from '#tests/gateway/support/two-providers.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene } from '#tests/support/company-scene.ts';

const scene = companyScene('targets');
const admin = () => scene.as(scene.company.admin);
const ingest = () => scene.database.databases.ingest.$client;
let open: TwoProviders | undefined;

beforeAll(() => importPrices(scene.database.databases.jobs));
afterEach(async () => {
  await open?.stop();
  open = undefined;
  await scene.database.superuser`delete from target_status`;
  await scene.database.superuser`delete from connection_span`;
});

const someProcess = (id = newUuid()) => ({ id, host: bootId() });
const report = (connectionId: string, more: Partial<TargetReport> = {}): TargetReport => ({
  ...{
    tenantId: scene.company.tenantId,
    connectionId,
    model: 'sandbox-small',
    circuit: 'closed',
    circuitLeftMs: null,
    circuitWhy: null,
    running: 0,
    waiting: 0,
    attempts: 0,
    faults: 0,
  },
  ...{ latencyMs: null, firstTokenMs: null, figures: { latency: {}, first_token: {}, faults: {} }, lastFault: null, lastFaultAtMs: null },
  ...more,
});
const connect = async (name: string) => (await createConnection.execute(admin(), { name, provider: 'sandbox' })).id;

test('[GW-5] targets are shown as all processes together find them, with what they served in the last day', async () => {
  const { company, database } = scene;
  const connectionId = await connect('Play');
  const figures = { latency: { '100': 90, '130': 10 }, first_token: {}, faults: { server_error: 2 } };
  await writeTargetStatus(ingest(), someProcess(), [
    report(connectionId, { running: 2, attempts: 102, faults: 2, figures, lastFault: 'provider_error', lastFaultAtMs: Date.now() }),
  ]);
  await writeTargetStatus(ingest(), someProcess(), [report(connectionId, { running: 1, waiting: 3, circuit: 'open', attempts: 8 })]);
  await postCalls(database, [
    companyCall(company, { atMs: Date.now(), connectionId }),
    companyCall(company, { atMs: Date.now(), connectionId, status: 'failed' }),
  ]);
  const { data, processes, seen_at } = await listGatewayTargets.execute(admin(), {});
  expect([processes, seen_at?.getTime()]).toEqual([2, expect.closeTo(Date.now(), -5)]);
  expect(data).toMatchObject([
    {
      ...{ connection_name: 'Play', provider: 'sandbox', model: 'sandbox-small', circuit: 'open', running: 3, waiting: 3 },
      ...{ attempts: 110, faults: 2, faults_by_kind: { server_error: 2 }, last_fault: 'provider_error' },
      hours: [{ requests: 2, unsuccessful: 1 }],
    },
  ]);
  const [target] = data;
  expect(target?.latency_ms_p50).toBeLessThan(target?.latency_ms_p99 ?? 0);
  expect(target?.first_token_ms_p50).toBeNull();
});

test('[GW-4] a simulation knows which target is shut, slow or busy', async () => {
  const [slow, fast] = [await connect('Slow'), await connect('Fast')];
  await writeTargetStatus(ingest(), someProcess(), [report(slow, { latencyMs: 900 }), report(fast, { latencyMs: 90 })]);
  const draft = { strategy: 'lowest_latency' as const, members: [{ kind: 'target' as const, model: 'sandbox-small' }] };
  const route = await createRoute.execute(admin(), { name: 'quick', draft });
  const simulate = async () =>
    (await simulateRoute.execute(admin(), { route_id: toPublicId('route', route.id), version: 'draft' })).targets.map(
      ({ connection_name, latency_ms, circuit }) => [connection_name, latency_ms, circuit],
    );
  expect(await simulate()).toEqual([
    ['Fast', 90, 'closed'],
    ['Slow', 900, 'closed'],
  ]);
  await writeTargetStatus(ingest(), someProcess(), [report(fast, { circuit: 'open', latencyMs: 95 })]);
  expect((await simulate())[0]).toEqual(['Slow', 900, 'closed']);
});

/** Two providers, reached by a key of the company: rows of the database belong to tenants that it knows. */
async function openForCompany() {
  open = await openTwoProviders({});
  const { gateway } = open;
  const connections = gateway.snapshot.tenant('01936b1e-7a00-7000-8000-000000000001')?.connections ?? [];
  gateway.snapshot.addTenant({ tenantId: scene.company.tenantId, connections });
  const key = gateway.snapshot.addKey({ tenantId: scene.company.tenantId, keyId: newUuid() });
  return { ...open, call: async () => await (await post(gateway, { headers: { authorization: `Bearer ${key}` } })).text() };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const startedAt = Date.now(); !(await holds()); ) {
    if (Date.now() - startedAt > 8_000) throw new Error('It does not come to hold within eight seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('[GW-5] the gateways of a machine share their circuits, and not those of other machines', async () => {
  const { gateway, first, second, call } = await openForCompany();
  first.script = answers('from the first');
  second.script = answers('from the second');
  const peer = someProcess('00000000-0000-7000-8000-000000000000');
  const theirs = (circuit: TargetReport['circuit'], process = peer) =>
    writeTargetStatus(ingest(), process, [report(firstId, { model: 'gpt-4o-mini', circuit })]);
  const firstSeen = async () => {
    const before = first.seen.length;
    await call();
    return first.seen.length > before;
  };
  const reports = reportTargets(gateway.runtime, ingest(), silentLogger);
  try {
    await theirs('open', { id: newUuid(), host: newUuid() });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await firstSeen()).toBe(true);
    await theirs('open');
    await until(async () => !gateway.runtime.circuits.isAllWell);
    expect(await firstSeen()).toBe(false);
    await theirs('closed');
    await until(firstSeen);
    expect(gateway.runtime.circuits.isAllWell).toBe(true);
  } finally {
    await reports.stop();
  }
});

test('[GW-5] a gateway reports what it sees, again as it changes, and takes it away when it ends', async () => {
  const { gateway, first, second, call } = await openForCompany();
  first.script = second.script = failsWith(503, 'Busy');
  const reports = reportTargets(gateway.runtime, ingest(), silentLogger);
  for (let count = 0; count < 3; count += 1) await call();
  const read = async () => (await listGatewayTargets.execute(admin(), {})).data;
  let data = await read();
  for (const startedAt = Date.now(); data.length < 2 && Date.now() - startedAt < 5_000; data = await read()) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(data).toHaveLength(2);
  const toldToPeers = await readPeerCircuits(ingest(), someProcess('00000000-0000-7000-8000-000000000000'));
  const told = { model: 'gpt-4o-mini', state: 'open', isAhead: false };
  expect(toldToPeers).toMatchObject([told, told]);
  for (const target of data)
    expect(target).toMatchObject({ model: 'gpt-4o-mini', circuit: 'open', running: 0, last_fault: 'provider_error' });
  expect(data.reduce((sum, { faults }) => sum + faults, 0)).toBe(12);
  await reports.stop();
  expect(await read()).toEqual([]);
});

test('a report is not believed for long', async () => {
  const connectionId = await connect('Play');
  await writeTargetStatus(ingest(), someProcess(), [report(connectionId)]);
  await scene.database.superuser`update target_status set seen_at = now() - interval '1 minute'`;
  expect(await listGatewayTargets.execute(admin(), {})).toEqual({ data: [], next_cursor: null, processes: 0, seen_at: null, gateways: [] });
});

const minuteMs = 60_000;
const span = (connectionId: string, agoMs: number, more: Partial<SpanReport> = {}): SpanReport => ({
  ...{ tenantId: scene.company.tenantId, connectionId, fromMs: Date.now() - agoMs, attempts: 10, faults: 0 },
  ...{
    figures: { latency: { '100': 10 }, first_token: { '50': 4 }, faults: {} },
    lastFault: null,
    lastFaultAtMs: null,
    lastSuccessAtMs: null,
  },
  ...more,
});

test('[GW-3] [GW-5] a connection says how it is: circuits with their reason, five minutes, an hour, a day, and the routes that lead to it', async () => {
  const [own, other] = [await connect('Watched'), await connect('Beside it')];
  const at = Date.now();
  await writeTargetStatus(ingest(), someProcess(), [
    report(own, {
      running: 2,
      waiting: 1,
      attempts: 6,
      faults: 3,
      circuit: 'open',
      circuitLeftMs: 30_000,
      circuitWhy: 'provider_rate_limited',
    }),
    report(own, { model: 'sandbox-large', running: 1, attempts: 4 }),
    report(other, { attempts: 1 }),
  ]);
  const lastFault = { lastFault: 'provider_rate_limited', lastFaultAtMs: at - minuteMs };
  const [one, two] = [newUuid(), newUuid()];
  await writeConnectionSpans(ingest(), one, [
    span(own, 10 * minuteMs, { faults: 2, ...lastFault, lastSuccessAtMs: at - 2 * minuteMs }),
    span(own, 5 * 60 * minuteMs, { faults: 5, lastFault: 'provider_error', lastFaultAtMs: at - 300 * minuteMs }),
    span(own, 25 * 60 * minuteMs),
  ]);
  // Another process counted the same minutes; what one process writes again takes the place of what it wrote.
  await writeConnectionSpans(ingest(), two, [span(own, 9 * minuteMs, { attempts: 1 })]);
  await writeConnectionSpans(ingest(), two, [span(own, 20 * minuteMs, { attempts: 1, fromMs: at - 20 * minuteMs })]);
  await writeConnectionSpans(ingest(), two, [span(own, 20 * minuteMs, { attempts: 5, fromMs: at - 20 * minuteMs })]);
  const member = { kind: 'target' as const, model: 'sandbox-small' };
  const draft = {
    strategy: 'fallback' as const,
    members: [{ ...member, connection_id: toPublicId('connection', own), concurrency_max: 3, when_full: 'wait' as const }, member],
  };
  const route = await createRoute.execute(admin(), { name: 'watched', draft });
  await publishRoute.execute(admin(), { route_id: toPublicId('route', route.id) });
  const health = await getConnectionHealth.execute(admin(), { connection_id: toPublicId('connection', own) });
  expect(health).toMatchObject({
    ...{ connection_id: own, circuit: 'open', running: 3, waiting: 1, last_fault: 'provider_rate_limited' },
    five_minutes: { attempts: 10, faults: 3 },
    hour: { attempts: 16, faults: 2 },
    day: { attempts: 26, faults: 7 },
    targets: [
      { model: 'sandbox-large', circuit: 'closed', circuit_why: null, circuit_until: null },
      { model: 'sandbox-small', circuit: 'open', circuit_why: 'provider_rate_limited', circuit_until: expect.any(Date) },
    ],
    routes: [
      { route_name: 'watched', model: 'sandbox-small', is_named: true, concurrency_max: 3, when_full: 'wait' },
      { route_name: 'watched', model: 'sandbox-small', is_named: false, concurrency_max: null },
    ],
  });
  expect(health.circuit_until?.getTime()).toBeGreaterThan(at + 20_000);
  expect(health.last_success_at?.getTime()).toBe(at - 2 * minuteMs);
  expect(health.day.latency_ms_p50).toBeGreaterThan(0);
  expect(health.course).toHaveLength(24);
  expect(health.course.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(26);
  const { data } = await listConnectionHealth.execute(admin(), {});
  expect(data.find(({ connection_id: id }) => id === own)).toMatchObject({
    circuit: 'open',
    hour: { attempts: 16 },
    last_fault: 'provider_rate_limited',
  });
  expect(data.find(({ connection_id: id }) => id === other)).toMatchObject({ circuit: 'closed', five_minutes: { attempts: 1 }, hours: [] });
});

test('[GW-5] a connection of another organization is not there', async () => {
  await expect(getConnectionHealth.execute(admin(), { connection_id: toPublicId('connection', newUuid()) })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('[GW-5] a gateway writes what it met at its connections within five minutes, and leaves it there when it ends', async () => {
  const { gateway, first, second, call } = await openForCompany();
  first.script = failsWith(503, 'Busy');
  second.script = answers('from the second');
  const reports = reportTargets(gateway.runtime, ingest(), silentLogger);
  await call();
  await until(async () => (await listGatewayTargets.execute(admin(), {})).data.length === 2);
  await call();
  await reports.stop();
  const rows = await scene.database.superuser<{ connection_id: string; attempts: number; faults: number; last_fault: string | null }[]>`
    select connection_id, sum(attempts)::int as attempts, sum(faults)::int as faults, max(last_fault) as last_fault from connection_span group by 1`;
  const ofFirst = rows.find(({ connection_id: id }) => id === firstId);
  expect(ofFirst?.attempts).toBe(ofFirst?.faults);
  expect(ofFirst).toMatchObject({ last_fault: 'provider_error' });
  expect(rows.find(({ connection_id: id }) => id !== firstId)).toMatchObject({ attempts: 2, faults: 0, last_fault: null });
});

test('[GW-5] every gateway process says how late it is, as long as it runs', async () => {
  const posting = { queued: 12, lagMs: 4_200 };
  const recorder = { state: () => ({ posting }), fault: () => 'The journal has no room.' };
  const gateways = async () => (await listGatewayTargets.execute(admin(), {})).gateways;
  const started = reportGateway({ recorder, ingest: ingest(), logger: silentLogger });
  try {
    await until(async () => (await gateways()).length === 1);
    const [gateway] = await gateways();
    expect(gateway).toMatchObject({ posting_queued: 12, posting_lag_ms: 4_200, fault: 'The journal has no room.' });
    expect(gateway?.loop_delay_ms).toBeGreaterThanOrEqual(0);
    expect(gateway?.machine).not.toContain(bootId());
  } finally {
    await started.stop();
  }
  expect(await gateways()).toEqual([]);
});
