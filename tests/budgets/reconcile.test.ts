import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { PostgresWorld } from './postgres-world.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

const range = { from: new Date(Date.now() - 7_200_000), to: new Date(Date.now() + 7_200_000) };

/** A tenant with a few posted calls that its budgets paid, and a lease that still holds. */
async function worldWithCalls() {
  const world = await PostgresWorld.create(database, Date.now);
  const keeper = new LeaseKeeper({ store: world.storeOf(newUuid()), mode: 'leased', clock: { now: Date.now }, logger: silentLogger });
  const calls = new SampleCalls({ seed: 4, tenants: 1, tenantIds: [world.tenantId] });
  const poster = new EventPoster(database.databases.ingest.$client);
  for (let index = 0; index < 5; index += 1) {
    const charge = keeper.admit();
    await keeper.reserve(charge, world.budgets, 50_000_000n);
    const hold = { ...calls.hold(), boundNanoUsd: 50_000_000n, parts: charge.holdParts() };
    const parts = keeper.settle(charge, 20_000_000n, world.budgets);
    const event = { ...interruptedEvent(hold), usageSource: 'provider', status: 'succeeded', costNanoUsd: 20_000_000n, parts } as const;
    await poster.post([event]);
    keeper.posted([event]);
  }
  return world;
}

const whatDiffers = async (tenantId: string) => [
  ...new Set((await reconcileUsage(database.superuser, tenantId, range)).map(({ what }) => what)),
];

describe('the reconciliation of budgets', () => {
  test('[COST-4] finds nothing where all is well, and each planted fault under its name', async () => {
    const { tenantId } = await worldWithCalls();
    expect(await whatDiffers(tenantId)).toEqual([]);
    const sql = database.superuser;
    await sql`UPDATE budget_period SET spent_nano_usd = spent_nano_usd + 1 WHERE tenant_id = ${tenantId}`;
    expect(await whatDiffers(tenantId)).toEqual(['budget']);
    await sql`UPDATE budget_period SET spent_nano_usd = spent_nano_usd - 1 WHERE tenant_id = ${tenantId}`;
    await sql`UPDATE lease SET granted_nano_usd = granted_nano_usd + 1 WHERE tenant_id = ${tenantId}`;
    expect(await whatDiffers(tenantId)).toEqual(['leased']);
    await sql`UPDATE lease SET granted_nano_usd = granted_nano_usd - 1 WHERE tenant_id = ${tenantId}`;
    await sql`UPDATE ledger_entry SET amount_nano_usd = amount_nano_usd + 1 WHERE tenant_id = ${tenantId} AND budget_id IS NOT NULL`;
    expect(await whatDiffers(tenantId)).toEqual(['budget', 'charged']);
  });
});
