import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { postIsolating } from '#lib/usage/post-isolating.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';

let database: TestDatabase;
let poster: EventPoster;
const calls = new SampleCalls({ seed: 1, tenants: 3 });

beforeAll(async () => {
  database = await createTestDatabase();
  await createUsageTenants(database, calls.tenantIds);
  poster = new EventPoster(database.databases.ingest.$client);
});

afterAll(() => database.drop());

const stored = async (ids: readonly string[]) => {
  const sql = database.superuser;
  const rows = await readStoredEvents(sql, sql`e.id = ANY(${ids})`);
  return new Map(rows.map((row) => [row.event.id, row.event]));
};

const some = (count: number): UsageEvent[] => Array.from({ length: count }, () => calls.event());

describe('posting usage as role ingest', () => {
  test('every field of every event comes back, and all sums and roots agree', async () => {
    const events = some(300);
    expect(await poster.post(events)).toEqual({ inserted: 300, corrected: 0 });
    const found = await stored(events.map(({ id }) => id));
    for (const event of events) expect(found.get(event.id)).toEqual(event);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('[COST-2] how a call came to its target comes back, also where it takes the place of a presumption', async () => {
    const hold = calls.hold();
    const target = { connectionId: newUuid(), provider: 'openai', model: 'nul\0' };
    const attempt = { ...target, fault: 'silent', errorCode: 'provider_timeout', httpStatus: null, durationMs: 5_000 } as const;
    const routing = { version: 7, via: 'weighted', reasons: ['failover'], failed: [attempt] } as const;
    const event: UsageEvent = { ...calls.settlementOf(hold), routing, baselineNanoUsd: 123n };
    await poster.post([interruptedEvent(hold)]);
    expect(await poster.post([event])).toEqual({ inserted: 0, corrected: 1 });
    const found = (await stored([event.id])).get(event.id);
    expect(found).toEqual({ ...event, routing: { ...routing, failed: [{ ...attempt, model: 'nul\ufffd' }] } });
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('events that were posted before count nothing, alone or among new ones', async () => {
    const [first, second] = [some(40), some(40)];
    await poster.post(first);
    expect(await poster.post(first)).toEqual({ inserted: 0, corrected: 0 });
    expect(await poster.post([...second, ...first, ...second])).toEqual({ inserted: 40, corrected: 0 });
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('a real settlement takes the place of a presumed one once, with its evidence in the ledger', async () => {
    const holds = Array.from({ length: 20 }, () => calls.hold());
    await poster.post(holds.map(interruptedEvent));
    const real = holds.map((hold) => calls.settlementOf(hold));
    expect(await poster.post([...real, ...some(5)])).toEqual({ inserted: 5, corrected: 20 });
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
    // Neither the presumption nor another "real" settlement changes it again.
    expect(await poster.post(holds.map(interruptedEvent))).toEqual({ inserted: 0, corrected: 0 });
    expect(await poster.post(real.map((event) => ({ ...event, costNanoUsd: 77n })))).toEqual({ inserted: 0, corrected: 0 });
    const found = await stored(real.map(({ id }) => id));
    for (const event of real) expect(found.get(event.id)).toEqual(event);
    const entries = await database.superuser<{ amount: bigint; id: string }[]>`
      SELECT amount_nano_usd AS amount, usage_event_id AS id FROM ledger_entry WHERE kind = 'correct'`;
    const amounts = new Map(entries.map(({ id, amount }) => [id, amount]));
    for (const [index, hold] of holds.entries()) expect(amounts.get(hold.id)).toBe((real[index]?.costNanoUsd ?? 0n) - hold.boundNanoUsd);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('[COST-1] what a call is charged for beside its tokens comes back with it, posted or put in the place of a presumption', async () => {
    const billing = { tier: 'priority', units: { webSearches: 2, audioMs: 1_500 } } as const;
    const hold = calls.hold();
    const posted: UsageEvent = { ...calls.event(), billing };
    const corrected: UsageEvent = { ...calls.settlementOf(hold), billing };
    await poster.post([posted, interruptedEvent(hold)]);
    expect(await poster.post([corrected])).toEqual({ inserted: 0, corrected: 1 });
    const found = await stored([posted.id, corrected.id]);
    expect(found.get(posted.id)).toEqual(posted);
    expect(found.get(corrected.id)).toEqual(corrected);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('of a presumed and a real event in one posting the real one is stored', async () => {
    const hold = calls.hold();
    const real = calls.settlementOf(hold);
    await poster.post([interruptedEvent(hold), real]);
    expect((await stored([hold.id])).get(hold.id)).toEqual(real);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('events of a month without a partition get one', async () => {
    const event = calls.settlementOf(calls.hold(Date.UTC(2024, 4, 15)));
    expect(await poster.post([event])).toEqual({ inserted: 1, corrected: 0 });
    expect((await stored([event.id])).get(event.id)).toEqual(event);
  });

  test('whatever a caller puts into names, tags and counts is stored, and proved as stored', async () => {
    const odd: UsageEvent = {
      ...calls.settlementOf(calls.hold()),
      requestedModel: `nul\0lone\ud800${'x'.repeat(5000)}`,
      model: '{"a,b\\c}',
      tags: { 'k\0': 'v\ud800', __proto__x: 'NULL', a: 'NULL', b: '' },
      usage: { input: 5e12, cacheRead: -3, cacheWrite: Number.NaN, output: 12.4, reasoning: null },
      latencyMs: 1234.56,
      firstTokenMs: 0.2,
      attempts: 1_000_000,
    };
    expect(await poster.post([odd])).toEqual({ inserted: 1, corrected: 0 });
    const found = (await stored([odd.id])).get(odd.id);
    expect(found).toMatchObject({ model: '{"a,b\\c}', latencyMs: 1235, firstTokenMs: 0, attempts: 32_767 });
    expect(found?.usage).toEqual({ input: 2_147_483_647, cacheRead: null, cacheWrite: null, output: 12, reasoning: null });
    expect(found?.requestedModel).toHaveLength(256);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('one event that the database refuses does not hold up the others', async () => {
    const stranger = {
      ...calls.event(),
      attribution: { tenantId: newUuid(), departmentId: null, teamId: null, userId: null, keyId: newUuid() },
    };
    const others = some(30);
    await expect(poster.post([...others, stranger])).rejects.toThrow(/foreign key/);
    const outcome = await postIsolating(poster, [...others.slice(0, 11), stranger, ...others.slice(11)]);
    expect(outcome).toMatchObject({ inserted: 30, corrected: 0 });
    expect(outcome.rejected.map(({ event }) => event.id)).toEqual([stranger.id]);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('what runs along with a posting is committed with it or not at all', async () => {
    const events = some(3);
    const posting = poster.post(events, async () => {
      throw new Error('no');
    });
    await expect(posting).rejects.toThrow('no');
    expect((await stored(events.map(({ id }) => id))).size).toBe(0);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('reconciliation and proof notice a changed row', async () => {
    const [event] = some(1);
    if (event === undefined) throw new Error('no event');
    await poster.post([event]);
    await database.superuser`UPDATE usage_event SET cost_nano_usd = cost_nano_usd + 1 WHERE id = ${event.id}`;
    const faults = await findUsageFaults(database, [event.attribution.tenantId]);
    expect(faults).toContainEqual(expect.objectContaining({ what: 'hour' }));
    expect(faults).toContainEqual(expect.stringContaining('The root does not match'));
    await database.superuser`UPDATE usage_event SET cost_nano_usd = cost_nano_usd - 1 WHERE id = ${event.id}`;
    await database.superuser`UPDATE usage_latency_hour SET count = count + 1 WHERE tenant_id = ${event.attribution.tenantId}`;
    await database.superuser`UPDATE ledger_entry SET amount_nano_usd = amount_nano_usd + 1
      WHERE id = (SELECT id FROM ledger_entry WHERE tenant_id = ${event.attribution.tenantId} LIMIT 1)`;
    const kinds = (await findUsageFaults(database, [event.attribution.tenantId])).map((fault) =>
      typeof fault === 'string' ? fault : fault.what,
    );
    expect(new Set(kinds)).toEqual(new Set(['latency', 'ledger']));
  });
});
