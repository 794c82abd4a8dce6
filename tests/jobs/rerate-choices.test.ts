import { expect, test } from 'vitest';
import { costCenter, usageClosedDay } from '#db/schema/index.ts';
import { getOverview } from '#lib/analytics/index.ts';
import { newUuid, toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { shareOf, sortShares } from '#lib/cost-centers/split-amount.ts';
import { approvePriceOverride, proposePriceOverride } from '#lib/prices/index.ts';
import { cancelRerate, listRerates, startRerate, undoRerate } from '#lib/rerates/index.ts';
import { getUsageEvent } from '#lib/usage/index.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { dayMs, hourMs, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { importList, listedModel } from '#tests/support/price-lists.ts';
import { rerateIdOf, rerateRange, rerateScene, rightCost, total } from '#tests/support/rerate-scene.ts';

const { scene, create, admin, run, wrongList, calls, rightRate, preview, get, start, expectConserved, spentOf } =
  rerateScene('rerate-choices');

test('only the calls that are meant are computed, by the version or the terms that are chosen', async () => {
  const versionId = await wrongList();
  const events = calls(versionId, [], 40, 4);
  await postCalls(scene.database, events);
  const better = await importList(scene.database, 'better', [
    listedModel('sandbox', 'wrong', { input: 7_000_000n, output: 2_000_000n }),
    listedModel('sandbox', 'right', { input: 3_000_000n, output: 5_000_000n }),
  ]);
  const ofVersion = await preview({ price_version_id: toPublicId('priceVersion', better), model: 'wr*', provider: 'sandbox' });
  const ofTeam = await preview({ price_version_id: toPublicId('priceVersion', better), team_id: teamIdOf(scene.company.searchId) });
  const ofNobody = await preview({ provider: 'openai' });
  await run(11);
  const wrong = events.filter(({ model }) => model === 'wrong');
  expect(await get(ofVersion.id)).toMatchObject({
    events: wrong.length,
    new_usd: total(wrong, ({ usage }) => BigInt(usage.input ?? 0) * 7000n + BigInt(usage.output ?? 0) * 2000n),
  });
  expect((await get(ofTeam.id)).events).toBe(events.filter(({ attribution }) => attribution.teamId === scene.company.searchId).length);
  expect(await get(ofNobody.id)).toMatchObject({ state: 'previewed', events: 0, changed: 0 });
  expect((await listRerates.execute(admin(), {})).data.map(({ id }) => id)).toEqual(expect.arrayContaining([ofVersion.id, ofTeam.id]));
});

test('a model that had no price is computed by the one it has got; what cannot be computed is told and stays', async () => {
  const versionId = await wrongList();
  const usage = { input: 1000, cacheRead: null, cacheWrite: null, output: 0, reasoning: null };
  const at = (index: number) => ({ atMs: noon - dayMs - index * 60_000, provider: 'sandbox', usage });
  const unpriced = companyCall(scene.company, { ...at(1), model: 'mystery', costState: 'unpriced', costNanoUsd: 0n });
  // Its cost has more in it than tokens, as of a call with sound.
  const withSound = companyCall(scene.company, { ...at(2), model: 'right', costNanoUsd: 9_999_999n, priceVersionId: versionId });
  const presumed = companyCall(scene.company, {
    ...at(3),
    model: 'right',
    usageSource: 'presumed',
    costNanoUsd: 5n,
    priceVersionId: versionId,
  });
  const kept = companyCall(scene.company, {
    ...at(4),
    model: 'right',
    costState: 'zero',
    cacheState: 'hit',
    costNanoUsd: 0n,
    priceVersionId: versionId,
  });
  await postCalls(scene.database, [unpriced, withSound, presumed, kept]);
  const terms = { provider: 'sandbox', model: 'mystery', rates: [{ meter: 'input', usd: '2' }] };
  const made = await proposePriceOverride.execute(admin(), terms);
  await approvePriceOverride.execute(admin(), { override_id: toPublicId('priceOverride', made.id) });
  // The terms began after the call: they apply to it because they are named.
  const { id } = await preview({ override_id: toPublicId('priceOverride', made.id), model: 'mystery' });
  const all = await preview();
  await run();
  expect(await get(id)).toMatchObject({ events: 1, changed: 1, new_usd: 2_000_000n, skipped: 0 });
  expect(await get(all.id)).toMatchObject({ changed: 0, skipped: 3, skipped_usd: 10_000_004n });
  await start(id);
  await run();
  const shown = await getUsageEvent.execute(admin(), { request_id: toPublicId('request', unpriced.id) });
  expect(shown).toMatchObject({
    cost_usd: 0n,
    corrected_usd: 2_000_000n,
    corrections: [{ rerate_id: id, amount_usd: 2_000_000n, reason: 'The list had a typing error' }],
  });
});

test('figures that are made from days, hours and single calls all have the correction', async () => {
  const versionId = await wrongList();
  const events = calls(versionId, [], 40, 6);
  await postCalls(scene.database, events);
  const { tenantId } = scene.company;
  await scene.database.databases.jobs.$client`SELECT close_usage_days(${tenantId}, 100, null)`;
  await rightRate();
  const { id } = await preview();
  await run();
  await start(id);
  await run();
  // From the middle of an hour, so that single calls count too.
  const fromMs = noon - 2 * dayMs + 17 * 60_000;
  const overview = await getOverview.execute(admin(), {
    ...{ range: 'custom', from: new Date(fromMs).toISOString(), to: new Date(noon).toISOString() },
  });
  const within = events.filter((event) => uuidTimeMs(event.id) >= fromMs);
  expect(overview.totals.cost_usd).toBe(total(within, rightCost));
  const closed = await scene.inside((tx) => tx.select().from(usageClosedDay));
  expect(closed.every(({ dayAt }) => dayAt.getTime() < noon - 4 * dayMs)).toBe(true);
});

test('[COST-7] the budget of a cost center gets its share of a correction, to the nano-dollar, and one that is new has it in', async () => {
  const { tenantId } = scene.company;
  const versionId = await wrongList();
  const ids = [newUuid(), newUuid(), newUuid()];
  await scene.inside((tx) =>
    tx.insert(costCenter).values(ids.map((id, place) => ({ tenantId, id, code: `c-${place}`, name: `C ${place}` }))),
  );
  const costShares = sortShares(ids.map((costCenterId, place) => ({ costCenterId, partsPerMillion: place === 0 ? 333_334 : 333_333 })));
  const forCenter = (id: string) => ({
    ...{ name: `Center ${newUuid()}`, scope: 'cost_center', cost_center_id: toPublicId('costCenter', id), limit_usd: '1000' },
    ...{ period: 'daily', time_zone: 'UTC', enforcement: 'soft' },
  });
  const made = await Promise.all(ids.map(async (costCenterId) => ({ costCenterId, budgetId: (await create(forCenter(costCenterId))).id })));
  const whole = await create({ name: 'All', scope: 'tenant', limit_usd: '1000', period: 'daily', time_zone: 'UTC', enforcement: 'soft' });
  const events = calls(versionId, [whole.id], 40, 8).map((event) => ({
    ...event,
    attribution: { ...event.attribution, costShares },
    parts: (event.parts ?? []).flatMap((part) => [
      part,
      ...made.map((center) => ({ ...part, ...center, costNanoUsd: shareOf(event.costNanoUsd, costShares, center.costCenterId) })),
    ]),
  }));
  await postCalls(scene.database, events);
  await rightRate();
  const { id } = await preview();
  await run();
  await start(id);
  await run();
  expect((await get(id)).state).toBe('done');
  await expectConserved(events, rightCost);
  const startMs = noon - dayMs / 2;
  for (const { costCenterId, budgetId } of made) {
    const bears = (event: UsageEvent) => shareOf(rightCost(event), costShares, costCenterId);
    expect([...(await spentOf(budgetId)).values()].reduce((sum, spent) => sum + spent, 0n)).toBe(total(events, bears));
    const today = events.filter((event) => uuidTimeMs(event.id) >= startMs);
    expect((await create(forCenter(costCenterId))).current?.spent_usd).toBe(total(today, bears));
  }
});

test('[COST-7] an undoing that was prepared is not started any more once a later re-rating stands on the same calls', async () => {
  const versionId = await wrongList();
  const events = calls(versionId, [], 20, 3);
  await postCalls(scene.database, events);
  const listed = (name: string, input: bigint) =>
    importList(scene.database, name, [listedModel('sandbox', 'wrong', { input, output: 2_000_000n })]);
  const better = await listed('better', 1_000_000n);
  const first = await preview({ price_version_id: toPublicId('priceVersion', better), model: 'wrong' });
  await run();
  await start(first.id);
  await run();
  const undo = await undoRerate.execute(admin(), { rerate_id: rerateIdOf(first.id) });
  const best = await listed('best', 7_000_000n);
  const later = await preview({ price_version_id: toPublicId('priceVersion', best), model: 'wrong' });
  await run();
  await start(later.id);
  await run();
  expect(await get(later.id)).toMatchObject({ state: 'done' });
  expect((await get(later.id)).booked_events).toBeGreaterThan(0);
  // The clock of the scene stands still.
  await scene.database.superuser`UPDATE rerate SET started_at = started_at + interval '1 minute' WHERE id = ${later.id}`;
  expect(await get(undo.id)).toMatchObject({ state: 'previewed' });
  expect(await faultOf(start(undo.id))).toBe('conflict');
  const ofLater = await undoRerate.execute(admin(), { rerate_id: rerateIdOf(later.id) });
  await run();
  await start(ofLater.id);
  await run();
  await start(undo.id);
  await run();
  await expectConserved(events, ({ costNanoUsd }) => costNanoUsd);
});

test('who may not, cannot; and what makes no sense is refused', async () => {
  await wrongList();
  expect(await faultOf(preview({ to: new Date(noon + hourMs).toISOString() }))).toBe('validation_failed /to');
  expect(await faultOf(preview({ to: rerateRange.from }))).toBe('validation_failed /to');
  expect(await faultOf(preview({ team_id: teamIdOf(scene.company.tenantId) }))).toBe('validation_failed /team_id');
  expect(await faultOf(preview({ override_id: toPublicId('priceOverride', scene.company.tenantId) }))).toBe(
    'validation_failed /override_id',
  );
  expect(await faultOf(preview({ price_version_id: toPublicId('priceVersion', scene.company.tenantId) }))).toBe(
    'validation_failed /price_version_id',
  );
  const { id } = await preview();
  expect(await faultOf(start(id))).toBe('conflict');
  expect(await faultOf(undoRerate.execute(admin(), { rerate_id: rerateIdOf(id) }))).toBe('conflict');
  expect(await faultOf(startRerate.execute(scene.as(scene.company.lead), { rerate_id: rerateIdOf(id) }))).toBe('forbidden');
  expect(await cancelRerate.execute(admin(), { rerate_id: rerateIdOf(id) })).toMatchObject({ state: 'cancelled' });
  await run();
  expect(await get(id)).toMatchObject({ state: 'cancelled', events: 0 });
  expect(await faultOf(cancelRerate.execute(admin(), { rerate_id: rerateIdOf(id) }))).toBe('conflict');
});
