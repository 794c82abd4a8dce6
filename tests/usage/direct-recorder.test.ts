import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '#db/client.ts';
import { newUuid } from '#lib/core/ids.ts';
import { DirectRecorder } from '#lib/usage/direct-recorder.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { sweepReservations } from '#lib/usage/sweep-reservations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';

let database: TestDatabase;
let ingest: Client;
let poster: EventPoster;
const calls = new SampleCalls({ seed: 3, tenants: 2 });
const nobody = { deadIncarnations: [], silenceSeconds: 3600 };

beforeAll(async () => {
  database = await createTestDatabase();
  await createUsageTenants(database, calls.tenantIds);
  ingest = database.databases.ingest.$client;
  poster = new EventPoster(ingest);
});

afterAll(() => database.drop());

const recorderOf = (incarnation = newUuid(), client = ingest) =>
  new DirectRecorder({ ingest: client, poster: new EventPoster(client), keyUse: new KeyUseMarker(client), incarnation });

async function stateOf(id: string): Promise<string | undefined> {
  const [row] = await database.superuser<{ state: string }[]>`SELECT state FROM reservation WHERE id = ${id}`;
  return row?.state;
}

async function eventOf(id: string) {
  const sql = database.superuser;
  const [row] = await readStoredEvents(sql, sql`e.id = ${id}`);
  return row?.event;
}

describe('direct mode', () => {
  test('the hold is committed before the call, the event and the end of the hold in one commit after it', async () => {
    const recorder = recorderOf();
    const hold = calls.hold();
    await recorder.hold(hold);
    expect(await stateOf(hold.id)).toBe('held');
    const event = calls.settlementOf(hold);
    await recorder.settle(event);
    expect(await stateOf(hold.id)).toBe('settled');
    expect(await eventOf(hold.id)).toEqual(event);
    const refused = calls.refused();
    await recorder.settle(refused);
    expect(await eventOf(refused.id)).toEqual(refused);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('calls at the same time share their commits, and one that the database refuses does not hold up the others', async () => {
    const sizes: number[] = [];
    const counting: Pick<EventPoster, 'post'> = {
      post: (events, alongWith) => {
        sizes.push(events.length);
        return poster.post(events, alongWith);
      },
    };
    const recorder = new DirectRecorder({ ingest, poster: counting, keyUse: new KeyUseMarker(ingest), incarnation: newUuid() });
    const holds = Array.from({ length: 30 }, () => calls.hold());
    const ended = calls.hold();
    await recorder.hold(ended);
    await recorder.settle(calls.settlementOf(ended));
    const held = await Promise.allSettled([...holds, ended].map((hold) => recorder.hold(hold)));
    expect(held.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([holds.length]);
    const events = holds.map((hold) => calls.settlementOf(hold));
    const wrong = holds[20]?.id ?? '';
    await database.superuser.unsafe(`ALTER TABLE usage_event ADD CONSTRAINT not_this_one CHECK (id <> '${wrong}') NOT VALID`);
    sizes.length = 0;
    const settled = await Promise.allSettled(events.map((event) => recorder.settle(event)));
    await database.superuser`ALTER TABLE usage_event DROP CONSTRAINT not_this_one`;
    expect(settled.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([20]);
    // The first goes alone, the others together; then each of them alone, because one is refused.
    expect(sizes.slice(0, 3)).toEqual([1, 29, 1]);
    expect(await stateOf(wrong)).toBe('held');
    for (const event of events) expect(await eventOf(event.id)).toEqual(event.id === wrong ? undefined : event);
    await recorder.settle(events[20] ?? calls.refused());
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('the holds of a dead process are booked at once, those of a silent one after its time, and no other', async () => {
    const [dead, silent, alive] = [newUuid(), newUuid(), newUuid()];
    const holds = { dead: calls.hold(), silent: calls.hold(), alive: calls.hold() };
    await recorderOf(dead).hold(holds.dead);
    await recorderOf(silent).hold(holds.silent);
    await recorderOf(alive).hold(holds.alive);
    await database.superuser`UPDATE reservation SET seen_at = now() - interval '2 hours' WHERE incarnation IN (${silent}, ${alive})`;
    await recorderOf(alive).keepAlive();
    expect(await sweepReservations(ingest, poster, { deadIncarnations: [dead], silenceSeconds: 3600 })).toBe(2);
    expect([await stateOf(holds.dead.id), await stateOf(holds.silent.id), await stateOf(holds.alive.id)]).toEqual([
      'interrupted',
      'interrupted',
      'held',
    ]);
    expect(await eventOf(holds.dead.id)).toEqual(interruptedEvent(holds.dead));
    expect(await eventOf(holds.alive.id)).toBeUndefined();
    expect(await sweepReservations(ingest, poster, { deadIncarnations: [dead], silenceSeconds: 3600 })).toBe(0);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('a settlement that comes after the sweep corrects it', async () => {
    const incarnation = newUuid();
    const recorder = recorderOf(incarnation);
    const hold = calls.hold();
    await recorder.hold(hold);
    await sweepReservations(ingest, poster, { ...nobody, deadIncarnations: [incarnation] });
    const event = calls.settlementOf(hold);
    await recorder.settle(event);
    expect(await eventOf(hold.id)).toEqual(event);
    expect(await stateOf(hold.id)).toBe('settled');
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('sweeps and settlements at the same moment end in one event a call, the real one', async () => {
    const incarnation = newUuid();
    const recorder = recorderOf(incarnation);
    const holds = Array.from({ length: 40 }, () => calls.hold());
    await Promise.all(holds.map((hold) => recorder.hold(hold)));
    const events = holds.map((hold) => calls.settlementOf(hold));
    const scope = { ...nobody, deadIncarnations: [incarnation] };
    const sweeps = Array.from({ length: 3 }, () => sweepReservations(ingest, new EventPoster(ingest), scope));
    await Promise.all([...events.map((event) => recorder.settle(event)), ...sweeps]);
    for (const event of events) expect(await eventOf(event.id)).toEqual(event);
    for (const { id } of holds) expect(await stateOf(id)).toBe('settled');
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('more reservations than one transaction takes are all booked', async () => {
    const incarnation = newUuid();
    const recorder = recorderOf(incarnation);
    for (let round = 0; round < 11; round += 1) await Promise.all(Array.from({ length: 100 }, () => recorder.hold(calls.hold())));
    expect(await sweepReservations(ingest, poster, { ...nobody, deadIncarnations: [incarnation] })).toBe(1100);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('a hold whose commit was not confirmed refuses the call, and is taken back instead of being booked', async () => {
    const incarnation = newUuid();
    let losesAnswers = true;
    const client = new Proxy(ingest, {
      apply(target, self, args) {
        const query = Reflect.apply(target, self, args);
        if (!losesAnswers) return query;
        return query.then(() => {
          throw Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
        });
      },
    });
    const recorder = recorderOf(incarnation, client);
    const hold = calls.hold();
    await expect(recorder.hold(hold)).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(await stateOf(hold.id)).toBe('held');
    losesAnswers = false;
    await recorder.hold(calls.hold());
    expect(await stateOf(hold.id)).toBeUndefined();
  });

  test('a settlement is tried again when the connection is lost, and owed when that does not help', async () => {
    let failures = 2;
    const failing: Pick<EventPoster, 'post'> = {
      post: async (events, alongWith) => {
        failures -= 1;
        if (failures >= 0) throw Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
        return await poster.post(events, alongWith);
      },
    };
    const recorder = new DirectRecorder({ ingest, poster: failing, keyUse: new KeyUseMarker(ingest), incarnation: newUuid() });
    const [retried, owed, forgotten] = [calls.hold(), calls.hold(), calls.hold()];
    for (const hold of [retried, owed, forgotten]) await recorder.hold(hold);
    await recorder.settle(calls.settlementOf(retried));
    expect(await stateOf(retried.id)).toBe('settled');

    failures = 4;
    const event = calls.settlementOf(owed);
    await expect(recorder.settle(event)).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(await eventOf(owed.id)).toBeUndefined();
    await recorder.close();
    expect(await eventOf(owed.id)).toEqual(event);
    // A hold that nobody settled before the end is no call of a living process any more.
    expect(await eventOf(forgotten.id)).toEqual(interruptedEvent(forgotten));
    expect(await stateOf(forgotten.id)).toBe('interrupted');
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('a posting that fails leaves the reservation as it was', async () => {
    const recorder = recorderOf();
    const hold = calls.hold();
    await recorder.hold(hold);
    await database.superuser`ALTER TABLE ledger_entry ADD CONSTRAINT no_entries CHECK (amount_nano_usd IS NULL) NOT VALID`;
    await expect(recorder.settle(calls.settlementOf(hold))).rejects.toThrow();
    await database.superuser`ALTER TABLE ledger_entry DROP CONSTRAINT no_entries`;
    expect(await stateOf(hold.id)).toBe('held');
    expect(await eventOf(hold.id)).toBeUndefined();
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });
});
