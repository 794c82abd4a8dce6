import { expect, test } from 'vitest';
import { department, team } from '#db/schema/index.ts';
import { getHistory, getStatus, listBudgets, simulateBudget, suggestBudget } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, hourMs, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';

const { scene, forSearch, create, callsBy } = budgetScene('budget-reports');

test('the spend of each kind of scope is its own, subtrees included', async () => {
  const { company } = scene;
  const nested = newUuid();
  const below = newUuid();
  await scene.inside(async (tx) => {
    await tx.insert(team).values({ tenantId: company.tenantId, id: nested, name: 'Ranking', parentId: company.searchId });
    await tx.insert(department).values({ tenantId: company.tenantId, id: below, name: 'Labs', parentId: company.engineeringId });
  });
  const key = await insertVirtualKey(scene.database, company.tenantId, { name: 'CI', kind: 'team', teamId: company.searchId });
  await postCalls(scene.database, [
    ...callsBy({ teamId: company.searchId, departmentId: company.engineeringId, keyId: key.id }, 1),
    ...callsBy({ teamId: nested, departmentId: company.engineeringId, userId: company.member.userId }, 2),
    ...callsBy({ departmentId: below }, 4, { model: 'gpt-4o', provider: 'openai' }),
    ...callsBy({ teamId: company.fieldId, departmentId: company.salesId }, 8, { tags: { app: 'crm', env: 'x' } }),
  ]);
  const spentOf = async (input: object) =>
    Number(
      (await create({ limit_usd: '100', period: 'daily', time_zone: 'UTC', name: JSON.stringify(input).slice(0, 100), ...input })).current
        ?.spent_usd,
    ) / 1e9;
  expect(await spentOf({ scope: 'tenant' })).toBe(15);
  expect(await spentOf({ scope: 'team', team_id: teamIdOf(company.searchId) })).toBe(3);
  expect(await spentOf({ scope: 'department', department_id: toPublicId('department', company.engineeringId) })).toBe(7);
  expect(await spentOf({ scope: 'user', user_id: toPublicId('user', company.member.userId) })).toBe(2);
  expect(await spentOf({ scope: 'key', key_id: toPublicId('key', key.id) })).toBe(1);
  expect(await spentOf({ scope: 'provider', provider: 'openai' })).toBe(4);
  expect(await spentOf({ scope: 'model', model: 'gpt-4o' })).toBe(4);
  expect(await spentOf({ scope: 'tag', tag: 'app=crm' })).toBe(8);
  expect(await spentOf({ scope: 'model', model: 'never-called' })).toBe(0);
  // In a list many scopes share one pass over the usage; it finds the same.
  const { data } = await listBudgets.execute(scene.as(company.admin), {});
  expect(data.map(({ current }) => Number(current?.spent_usd) / 1e9).sort((one, other) => one - other)).toEqual([
    0, 1, 2, 3, 4, 4, 7, 8, 15,
  ]);
});

test('a period that begins within an hour counts its calls to the millisecond', async () => {
  const { company } = scene;
  // Kathmandu is 5:45 ahead of UTC: its days begin at 18:15.
  const began = Math.floor((noon - (18 * hourMs + 15 * 60_000)) / dayMs) * dayMs + 18 * hourMs + 15 * 60_000;
  const at = [began - 1, began, began + 60_000, began - 60_000];
  await postCalls(
    scene.database,
    at.map((atMs) => companyCall(company, { atMs, by: { teamId: company.searchId }, costNanoUsd: dollar })),
  );
  const made = await create(forSearch({ time_zone: 'Asia/Kathmandu' }));
  expect(made.current).toMatchObject({ start: new Date(began), spent_usd: 2n * dollar });
});

test('figures of a period that is kept come from it, with what processes hold', async () => {
  const { id } = await create(forSearch({ reserve_percent: 10 }));
  await scene.database.superuser`
    INSERT INTO budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd, leased_nano_usd, overrun_nano_usd)
    VALUES (${scene.company.tenantId}, ${id}, ${new Date(noon - dayMs / 2).toISOString()}::text::timestamptz,
      ${new Date(noon + dayMs / 2).toISOString()}::text::timestamptz, 90000000000, 75000000000, 10000000000, 1000000000)`;
  await scene.database.superuser`
    INSERT INTO lease (tenant_id, id, budget_id, period_start_at, incarnation, granted_nano_usd, posted_nano_usd, state)
    VALUES (${scene.company.tenantId}, ${newUuid()}, ${id}, ${new Date(noon - dayMs / 2).toISOString()}::text::timestamptz, ${newUuid()}, 9000000000, 2000000000, 'in_doubt')`;
  await scene.database.superuser`
    INSERT INTO budget_crossing (tenant_id, budget_id, period_start_at, percent, spent_nano_usd, limit_nano_usd, crossed_at)
    VALUES (${scene.company.tenantId}, ${id}, ${new Date(noon - dayMs / 2).toISOString()}::text::timestamptz, 80, 73000000000, 90000000000, ${new Date(noon - hourMs).toISOString()}::text::timestamptz)`;
  const status = await getStatus.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(id) });
  expect(status).toMatchObject({
    state: 'warning',
    figures: {
      ...{ limit_usd: 100n * dollar, available_usd: 90n * dollar, spent_usd: 75n * dollar, reserved_usd: 10n * dollar },
      ...{ free_usd: 5n * dollar, overrun_usd: dollar },
    },
    in_doubt_usd: 7n * dollar,
    next_reset_at: new Date(noon + dayMs / 2),
    thresholds: [
      { percent: 80, amount_usd: 72n * dollar, crossed_at: new Date(noon - hourMs), acting: ['notify'] },
      { percent: 95, crossed_at: null },
      { percent: 100, amount_usd: 90n * dollar },
    ],
  });
  expect(status.can_be_raised_by.map(({ user_id }) => user_id)).toEqual([scene.company.admin.userId, scene.company.lead.userId]);
  const { data } = await getHistory.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(id) });
  expect(data).toMatchObject([{ limit_usd: 90n * dollar, spent_usd: 75n * dollar, crossed_percent: [80], is_running: true }]);
});

test('the history has the periods before the budget too, and ends with the first call', async () => {
  const { company } = scene;
  const at = (daysAgo: number) =>
    companyCall(company, { atMs: noon - daysAgo * dayMs - hourMs, by: { teamId: company.searchId }, costNanoUsd: dollar });
  await postCalls(scene.database, [at(0), at(1), at(1), at(3)]);
  const { id } = await create(forSearch());
  const { data } = await getHistory.execute(scene.as(company.lead), { budget_id: budgetIdOf(id), periods: 10 });
  expect(data.map(({ spent_usd, requests }) => [spent_usd / dollar, requests])).toEqual([
    [1n, 1],
    [2n, 2],
    [0n, 0],
    [1n, 1],
  ]);
  expect(data.map(({ limit_usd }) => limit_usd)).toEqual([100n * dollar, null, null, null]);
});

test('[COST-3] a simulation replays real calls: when the limit would have been reached, and which calls refused', async () => {
  const { company } = scene;
  const calls = callsBy({ teamId: company.searchId, userId: company.member.userId }, 6);
  await postCalls(scene.database, [
    ...calls,
    ...callsBy({ teamId: company.fieldId }, 3),
    ...callsBy({ teamId: company.searchId }, 2, { status: 'refused', costNanoUsd: 0n, costState: 'not_billed', attempts: 0 }),
  ]);
  const { id } = await create(forSearch());
  const run = (more: object) => simulateBudget.execute(scene.as(company.lead), { budget_id: budgetIdOf(id), ...more });
  expect(await run({})).toMatchObject({ fits: true, calls: 6, refused_calls: 0, is_complete: true });
  const tight = await run({ limit_usd: '4' });
  // Spent 3, and the fourth call asks for two: it does not fit, nor do those after it.
  expect(tight).toMatchObject({ fits: false, refused_calls: 3, refused_usd: 3n * dollar });
  expect(tight.periods.at(-1)).toMatchObject({
    actual_usd: 6n * dollar,
    admitted_usd: 3n * dollar,
    first_refused_at: new Date(noon - 3 * hourMs),
  });
  expect(tight.refused.map(({ request_id }) => request_id)).toEqual([calls[2]?.id, calls[1]?.id, calls[0]?.id]);
  expect(tight.refused[0]).toMatchObject({ team_name: 'Search', model: 'sandbox-small', user_name: 'member' });
  const later = await run({ limit_usd: '4', from: new Date(noon - 2.5 * hourMs).toISOString() });
  expect(later).toMatchObject({ calls: 2, refused_calls: 2, periods: [{ opening_usd: 4n * dollar }] });
  expect(await faultOf(run({ from: new Date(noon - 40 * dayMs).toISOString() }))).toBe('validation_failed /from');
});

test('a suggestion follows from whole periods, and says how', async () => {
  const { company } = scene;
  const at = (daysAgo: number) =>
    companyCall(company, { atMs: noon - daysAgo * dayMs - hourMs, by: { teamId: company.searchId }, costNanoUsd: 10n * dollar });
  await postCalls(
    scene.database,
    [1, 2, 3, 4].flatMap((days) => [at(days)]),
  );
  const ask = (more: object) =>
    suggestBudget.execute(scene.as(company.lead), {
      scope: 'team',
      team_id: teamIdOf(company.searchId),
      period: 'daily',
      time_zone: 'UTC',
      ...more,
    });
  const found = await ask({});
  expect(found).toMatchObject({ suggested_limit_usd: 12n * dollar, running: { spent_usd: 0n } });
  // The first day of all may have been cut in two by the first call.
  expect(found.periods).toHaveLength(3);
  expect(found.formula).toContain('90th percentile');
  expect((await ask({ period: 'monthly' })).periods.every(({ end }) => end <= new Date(noon))).toBe(true);
  expect(await faultOf(suggestBudget.execute(scene.as(company.lead), { scope: 'tenant' }))).toBe('forbidden');
});
