import { expect, test } from 'vitest';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { undoRerate } from '#lib/rerates/index.ts';
import { dayMs } from '#tests/support/budget-scene.ts';
import { postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { rerateIdOf, rerateScene, rightCost, total } from '#tests/support/rerate-scene.ts';

const { scene, forSearch, create, admin, run, wrongList, calls, rightRate, preview, get, start, sums, expectConserved, spentOf } =
  rerateScene('rerates');

test.each([1, 2, 3])('[COST-7] ledger = events + corrections = sums = budgets, computed, booked, taken back (seed %i)', async (seed) => {
  const versionId = await wrongList();
  const team = await create(forSearch({ enforcement: 'soft' }));
  const whole = await create({ name: 'All', scope: 'tenant', limit_usd: '1000', period: 'daily', time_zone: 'UTC', enforcement: 'soft' });
  const events = calls(versionId, [team.id, whole.id], 60, seed);
  await postCalls(scene.database, events);
  await rightRate();
  const { id, state } = await preview();
  expect(state).toBe('previewing');
  await run();
  const previewed = await get(id);
  expect(previewed).toMatchObject({ state: 'previewed', events: 60, skipped: 0, booked_events: 0 });
  expect(previewed.former_usd).toBe(total(events, ({ costNanoUsd }) => costNanoUsd));
  expect(previewed.new_usd).toBe(total(events, rightCost));
  expect(previewed.changed).toBe(events.filter((event) => rightCost(event) !== event.costNanoUsd).length);
  for (const shares of [previewed.by_model, previewed.by_team]) {
    expect(shares.reduce((sum, { new_usd }) => sum + new_usd, 0n)).toBe(previewed.new_usd);
  }
  // Nothing is booked by computing.
  await expectConserved(events, ({ costNanoUsd }) => costNanoUsd);
  await start(id);
  await run();
  expect(await get(id)).toMatchObject({ state: 'done', booked_events: previewed.changed, booked_usd: previewed.difference_usd });
  await expectConserved(events, rightCost);
  for (const [startMs, spent] of await spentOf(team.id)) {
    const own = events.filter((event) => uuidTimeMs(event.id) >= startMs && uuidTimeMs(event.id) < startMs + dayMs);
    expect(spent).toBe(total(own, rightCost));
  }
  // The same again finds nothing to change.
  const again = await preview();
  await run();
  expect(await get(again.id)).toMatchObject({ state: 'previewed', changed: 0, difference_usd: 0n });
  const undo = await undoRerate.execute(admin(), { rerate_id: rerateIdOf(id) });
  await run();
  expect(await get(undo.id)).toMatchObject({ state: 'previewed', difference_usd: -previewed.difference_usd });
  await start(undo.id);
  await run();
  await expectConserved(events, ({ costNanoUsd }) => costNanoUsd);
  expect(await faultOf(undoRerate.execute(admin(), { rerate_id: rerateIdOf(id) }))).toBe('conflict');
  // What was taken back can be computed and booked anew.
  const anew = await preview();
  await run();
  await start(anew.id);
  await run();
  await expectConserved(events, rightCost);
});

test('[COST-7] stopped after any slice it goes on from there, and two processes book each call once', async () => {
  const versionId = await wrongList();
  const whole = await create({ name: 'All', scope: 'tenant', limit_usd: '1000', period: 'daily', time_zone: 'UTC', enforcement: 'soft' });
  const events = calls(versionId, [whole.id], 50, 9);
  await postCalls(scene.database, events);
  await rightRate();
  const { id } = await preview();
  await run(50);
  await start(id);
  let stops = 0;
  for (let round = 0; round < 40 && (await get(id)).state === 'running'; round += 1) {
    const stop = new AbortController();
    // Another process stops in the middle while this one goes on.
    setTimeout(() => stop.abort(), 15 * round);
    await Promise.all([run(6, stop.signal), run(6, stop.signal)]);
    stops += 1;
    const now = await sums();
    expect(now.events + now.corrections).toBe(now.ledger);
    expect(now.hours).toBe(now.ledger);
  }
  expect(stops).toBeGreaterThan(1);
  expect(await get(id)).toMatchObject({ state: 'done' });
  await expectConserved(events, rightCost);
});
