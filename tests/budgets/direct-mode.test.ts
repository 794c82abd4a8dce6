import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { DirectRecorder } from '#lib/usage/direct-recorder.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { BudgetsShort } from '#lib/usage/reserve-budgets.ts';
import { sweepReservations } from '#lib/usage/sweep-reservations.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { findUsageFaults } from '../support/usage-tenants.ts';
import { PostgresWorld } from './postgres-world.ts';

const dollar = 1_000_000_000n;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function openScene() {
  const ingest = database.databases.ingest.$client;
  const world = await PostgresWorld.create(database, Date.now);
  const incarnation = newUuid();
  const keeper = new LeaseKeeper({ store: world.storeOf(incarnation), mode: 'direct', clock: { now: Date.now }, logger: silentLogger });
  const poster = new EventPoster(ingest);
  const recorder = new DirectRecorder({ ingest, poster, keyUse: new KeyUseMarker(ingest), incarnation });
  const calls = new SampleCalls({ seed: 9, tenants: 1, tenantIds: [world.tenantId] });
  const hold = async (bound: bigint, charge = keeper.admit(), of = calls.hold()) => {
    await keeper.reserve(charge, world.budgets, bound);
    const held = { ...of, boundNanoUsd: bound, parts: charge.holdParts() };
    await recorder.hold(held);
    charge.written();
    return { charge, held };
  };
  const settle = async ({ charge, held }: Awaited<ReturnType<typeof hold>>, cost: bigint) => {
    const parts = keeper.settle(charge, cost, world.budgets);
    const event: UsageEvent = { ...interruptedEvent(held), usageSource: 'provider', status: 'succeeded', costNanoUsd: cost, parts };
    await recorder.settle(event);
  };
  const period = async (name: string) => {
    const budget = world.budgets.find((one) => one.name === name);
    return (await world.periods()).find(({ budgetId }) => budgetId === budget?.budgetId);
  };
  return { world, keeper, poster, ingest, incarnation, hold, settle, period };
}

describe('budgets in direct mode', () => {
  test('[COST-4] the hold is of the budgets in the commit of its reservation, and settled in the one of its event', async () => {
    const { world, hold, settle, period } = await openScene();
    const call = await hold(dollar / 2n);
    expect(await period('provider')).toMatchObject({ leased: dollar / 2n, spent: 0n });
    // A further attempt takes only what it needs more.
    const further = await hold((dollar * 3n) / 4n, call.charge, call.held);
    expect(await period('provider')).toMatchObject({ leased: (dollar * 3n) / 4n, spent: 0n });
    await settle(further, dollar / 4n);
    expect(await period('provider')).toMatchObject({ leased: 0n, spent: dollar / 4n, overrun: 0n });
    // A soft budget is only counted.
    expect(await period('counted')).toMatchObject({ leased: 0n, spent: dollar / 4n });
    expect(await findUsageFaults(database, [world.tenantId])).toEqual([]);
  });

  test('[COST-4] all budgets or none, and the refusal names the one that is short', async () => {
    const { world, keeper, hold, settle, period } = await openScene();
    const call = await hold((dollar * 8n) / 10n);
    const charge = keeper.admit();
    const refused = await hold((dollar * 3n) / 10n, charge).catch((error: unknown) => error);
    if (!(refused instanceof BudgetsShort)) throw new Error('It was not refused');
    expect(refused.short.map(({ spentNanoUsd, leasedNanoUsd, limitNanoUsd }) => [spentNanoUsd, leasedNanoUsd, limitNanoUsd])).toEqual([
      [0n, (dollar * 8n) / 10n, dollar],
    ]);
    const error = keeper.exceeded(charge, world.budgets, refused.short);
    expect(error).toMatchObject({ code: 'budget_exceeded', status: 402 });
    expect(error.detail).toContain('"provider": $0 spent and $0.8 held of $1 since ');
    expect(await period('whole')).toMatchObject({ leased: (dollar * 8n) / 10n });
    // A call that costs more than it held is recorded as an overrun.
    await settle(call, dollar * 2n);
    expect(await period('provider')).toMatchObject({ leased: 0n, spent: 2n * dollar, overrun: (dollar * 12n) / 10n });
    expect(await findUsageFaults(database, [world.tenantId])).toEqual([]);
  });

  test('a process that died: its holds are presumed spent, and a late settlement corrects them', async () => {
    const { world, poster, ingest, incarnation, hold, settle, period } = await openScene();
    const call = await hold(dollar / 2n);
    await sweepReservations(ingest, poster, { deadIncarnations: [incarnation], silenceSeconds: 1e9 });
    expect(await period('team')).toMatchObject({ leased: 0n, spent: dollar / 2n });
    await settle(call, dollar / 10n);
    expect(await period('team')).toMatchObject({ leased: 0n, spent: dollar / 10n, overrun: 0n });
    expect(await findUsageFaults(database, [world.tenantId])).toEqual([]);
  });

  test('many at once over a budget for a few: never more than there is', async () => {
    const { world, hold, period } = await openScene();
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => hold(dollar / 10n)));
    const held = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(held).toBe(10);
    expect(outcomes.flatMap((one) => (one.status === 'rejected' && !(one.reason instanceof BudgetsShort) ? [one.reason] : []))).toEqual([]);
    expect(await period('provider')).toMatchObject({ leased: dollar, spent: 0n });
    expect(await findUsageFaults(database, [world.tenantId])).toEqual([]);
  });
});
