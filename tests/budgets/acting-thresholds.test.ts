import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTenant } from '#db/tenant.ts';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { PostgresWorld } from './postgres-world.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const key = { departmentId: null, teamId: null, userId: null, keyId: newUuid() };

async function openScene(thresholds: object[]) {
  const world = await PostgresWorld.create(database, Date.now);
  const budget = world.budgets.find(({ name }) => name === 'provider');
  if (budget === undefined) throw new Error('There is no such budget');
  const sql = database.superuser;
  await sql`UPDATE budget SET thresholds = ${JSON.stringify(thresholds)}::text::jsonb WHERE id = ${budget.budgetId}`;
  const keeper = new LeaseKeeper({ store: world.storeOf(newUuid()), mode: 'leased', clock: { now: Date.now }, logger: silentLogger });
  const calls = new SampleCalls({ seed: 5, tenants: 1, tenantIds: [world.tenantId] });
  return {
    spend: async (cost: bigint) => {
      const charge = keeper.admit();
      await keeper.reserve(charge, [budget], cost);
      const parts = keeper.settle(charge, cost, [budget]);
      const event = { ...interruptedEvent({ ...calls.hold(), boundNanoUsd: cost, parts: charge.holdParts() }), costNanoUsd: cost, parts };
      await world.post([event]);
      keeper.posted([event]);
    },
    version: async () => {
      const [row] = await sql`SELECT version FROM config_version WHERE tenant_id = ${world.tenantId} AND section = 'budgets'`;
      return Number(row?.version ?? 0);
    },
    acting: async () => {
      const loaded = await inTenant(database.databases.app, world.tenantId, (tx) => loadBudgets(tx, world.tenantId));
      return loaded?.applicable(key, '', '', null).find(({ budgetId }) => budgetId === budget.budgetId)?.acting;
    },
    raise: (limit: bigint) =>
      sql`UPDATE budget_period SET limit_nano_usd = ${limit.toString()}::text::int8 WHERE budget_id = ${budget.budgetId}`,
  };
}

const dollar = 1_000_000_000n;

describe('[COST-3] a threshold that is reached', () => {
  test('tells every process in the posting that reached it, and acts as long as spent stands above it', async () => {
    const scene = await openScene([
      { percent: 40, severity: 'warning', actions: ['notify'] },
      { percent: 80, severity: 'critical', actions: ['notify', 'restrict'], essential: { key_ids: [key.keyId] } },
    ]);
    await scene.spend(dollar / 2n);
    // Who only alerts asks nobody to read anything again.
    expect([await scene.version(), await scene.acting()]).toEqual([0, null]);
    await scene.spend((dollar * 3n) / 10n);
    expect(await scene.version()).toBe(1);
    expect(await scene.acting()).toMatchObject({
      ...{ approval: null, downgrade: null, throttle: null, remainingNanoUsd: dollar / 5n },
      restrict: { percent: 80, keyIds: new Set([key.keyId]) },
    });
    await scene.spend(dollar / 10n);
    expect(await scene.version()).toBe(1);
    await scene.raise(2n * dollar);
    expect(await scene.acting()).toBeNull();
  });

  test('whatever was written as thresholds holds no posting up', async () => {
    const scene = await openScene([
      { percent: 'x', actions: 'restrict' },
      { percent: 10, actions: 7 },
      { percent: 20, actions: null },
    ]);
    await scene.spend(dollar / 2n);
    expect(await scene.version()).toBe(0);
  });
});
