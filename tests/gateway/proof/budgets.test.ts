import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase } from '../../support/database.ts';
import { createFreshDatabase, type TestDatabase } from '../../support/fresh-database.ts';
import { startTestServer, type TestServer } from '../../support/processes.ts';
import { findUsageFaults } from '../../support/usage-tenants.ts';
import { BudgetLoad } from './support/budget-load.ts';
import { BudgetWatch } from './support/budget-watch.ts';
import { chat, hello } from './support/http-call.ts';
import { createProofTenant, type ProofTenant } from './support/proof-tenant.ts';
import { type RestartablePostgres, restartablePostgres } from './support/restartable-postgres.ts';

/** 200 with `npm run prove -- budgets`. */
const callersEach = Number(process.env.BUDGET_CALLERS ?? 40);

let servers: TestServer[] = [];
const loads: BudgetLoad[] = [];

afterEach(async () => {
  for (const server of servers) server.signal('SIGCONT');
  await Promise.all(servers.map((server) => server.dispose()));
  await Promise.all(loads.splice(0).map((load) => load.stop()));
  servers = [];
});

/** A budget of the tenant; the first calls after this know it. */
async function addBudget({ superuser }: TestDatabase, tenant: ProofTenant, name: string, kind: string, value: string, dollars: number) {
  const limit = BigInt(Math.round(dollars * 1e9)).toString();
  await superuser`INSERT INTO budget (tenant_id, id, name, scope_kind, scope_value, limit_nano_usd, period_kind, thresholds)
    VALUES (${tenant.tenantId}, ${newUuid()}, ${name}, ${kind}, ${value}, ${limit}::text::int8, 'monthly',
      '[{"percent": 50, "severity": "warning", "actions": []}, {"percent": 90, "severity": "critical", "actions": []}]')`;
}

const server = (index: number): TestServer => {
  const found = servers[index];
  if (found === undefined) throw new Error(`There is no server ${index}`);
  return found;
};

describe('[COST-4] four processes over nested hard budgets', { timeout: 180_000 }, () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('calls of any size, streams, faults and callers who leave, with kill -9 and SIGSTOP: never more than the limits, and exact in the end', async () => {
    const tenant = await createProofTenant(database, 'budgets');
    await addBudget(database, tenant, 'Everything', 'tenant', '', 0.06);
    await addBudget(database, tenant, 'Search team', 'team', tenant.company.searchId, 0.05);
    await addBudget(database, tenant, 'Key', 'key', tenant.keyId, 0.04);
    await addBudget(database, tenant, 'Large model', 'model', 'sandbox-large', 0.02);
    // One after the other: a busy machine takes seconds for each.
    for (let index = 0; index < 4; index += 1) servers.push(await startTestServer({ database }));
    const watch = new BudgetWatch(database, tenant.tenantId);
    for (const { address } of servers) loads.push(new BudgetLoad({ address, key: tenant.key, callers: callersEach }));
    const count = (end: 'whole' | 'refused') => loads.reduce((sum, load) => sum + load.count(end), 0);
    await vi.waitFor(() => expect(count('whole')).toBeGreaterThan(callersEach), { timeout: 40_000, interval: 20 });
    await server(0).kill();
    server(1).signal('SIGSTOP');
    await sleep(1_500);
    await server(0).start();
    const [restarted] = loads;
    if (restarted !== undefined) restarted.address = server(0).address;
    server(1).signal('SIGCONT');
    // Until the budgets are used up, so that the end of them is fought over.
    await vi.waitFor(() => expect(count('refused')).toBeGreaterThan(callersEach * 2), { timeout: 60_000, interval: 50 });
    await server(2).kill();
    await sleep(500);
    await server(2).start();
    await Promise.all(loads.map((load) => load.stop()));
    for (const one of servers) expect(await one.stop()).toBe(0);
    const { faults, looks } = await watch.stop();
    expect(faults).toEqual([]);
    expect(looks).toBeGreaterThan(20);
    const periods = await watch.periods();
    expect(periods).toHaveLength(4);
    for (const { name, spent, leased, ofEvents, ledger } of periods) {
      expect({ name, leased, ledger }).toEqual({ name, leased: 0n, ledger: spent });
      expect({ name, spent }).toEqual({ name, spent: ofEvents });
    }
    expect(await findUsageFaults(database, [tenant.tenantId])).toEqual([]);
    const statuses = new Set(loads.flatMap((load) => load.calls.map(({ status }) => status)));
    expect(statuses).toContain(402);
    expect(statuses).not.toContain(500);
    const crossings =
      await database.superuser`SELECT DISTINCT percent FROM budget_crossing WHERE tenant_id = ${tenant.tenantId} ORDER BY 1`;
    expect(crossings.map(({ percent }) => percent)).toContain(50);
  });
});

describe('[COST-4] budgets without the database', { timeout: 120_000 }, () => {
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

  test('what a process holds goes on being spent, then 503; afterwards all is posted and the budget is exact', async () => {
    const tenant = await createProofTenant(database, 'outage');
    await addBudget(database, tenant, 'Everything', 'tenant', '', 0.05);
    servers = [await startTestServer({ database })];
    const call = () => chat(server(0).address, tenant.key, { ...hello, model: 'sandbox-small', max_tokens: 20_000 });
    for (let warm = 0; warm < 20; warm += 1) expect((await call()).status).toBe(200);
    await sleep(1_500);
    await postgres.stop();
    const during: number[] = [];
    const endMs = Date.now() + 10_000;
    // Together they would hold more than there is, so some need more than the process has.
    while (Date.now() < endMs && !during.includes(503))
      during.push(...(await Promise.all(Array.from({ length: 20 }, call))).map(({ status }) => status));
    const wholeDuring = during.filter((status) => status === 200).length;
    expect(wholeDuring).toBeGreaterThan(0);
    expect(new Set(during)).toEqual(new Set([200, 503]));
    await sleep(Math.max(0, endMs - Date.now()));
    await postgres.start();
    const watch = new BudgetWatch(database, tenant.tenantId);
    await vi.waitFor(async () => expect((await call()).status).toBe(200), { timeout: 20_000, interval: 200 });
    await vi.waitFor(
      async () => {
        const [row] =
          await database.superuser`SELECT count(*)::int AS n FROM usage_event WHERE tenant_id = ${tenant.tenantId} AND status = 'succeeded'`;
        expect(row?.n).toBeGreaterThanOrEqual(20 + wholeDuring + 1);
      },
      { timeout: 20_000, interval: 200 },
    );
    expect(await server(0).stop()).toBe(0);
    expect((await watch.stop()).faults).toEqual([]);
    const [period] = await watch.periods();
    expect(period?.leased).toBe(0n);
    expect(period?.spent).toBe(period?.ofEvents);
    expect(period?.spent).toBe(period?.ledger);
  });
});
