import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry, budgetPeriod, configVersion, team } from '#db/schema/index.ts';
import { archiveBudget, createBudget, getBudget, getStatus, listBudgets, restoreBudget } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const { scene, forSearch, create, change, callsBy } = budgetScene('budgets');

test('[COST-3] a budget is created with its defaults, starts with what its scope has spent, and is audited', async () => {
  const { company } = scene;
  await postCalls(scene.database, [...callsBy({ teamId: company.searchId }, 3), ...callsBy({ teamId: company.fieldId }, 2)]);
  const made = await create(forSearch());
  expect(made).toMatchObject({
    ...{
      name: 'Search',
      scope: { kind: 'team', team_id: company.searchId, name: 'Search', value: null },
      period: 'daily',
      enforcement: 'hard',
    },
    ...{ on_overrun: 'finish', reserve_percent: 0, owner_id: company.admin.userId, version: 1, state: 'on_track', allocated_usd: 0n },
    thresholds: [{ percent: 80 }, { percent: 95 }, { percent: 100 }],
    current: {
      spent_usd: 3n * dollar,
      reserved_usd: 0n,
      free_usd: 97n * dollar,
      start: new Date(noon - dayMs / 2),
      end: new Date(noon + dayMs / 2),
    },
  });
  const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'budget.create')));
  expect(entries).toMatchObject([{ resourceId: budgetIdOf(made.id), after: { limit_usd: '100.000000000', name: 'Search' } }]);
});

test.each([
  ['a scope without its field', { team_id: undefined }, 'validation_failed /team_id'],
  ['a scope with another’s field', { scope: 'tenant' }, 'validation_failed /team_id'],
  ['a team that is not there', { team_id: teamIdOf(newUuid()) }, 'not_found'],
  ['a negative limit', { limit_usd: '-1' }, 'validation_failed /limit_usd'],
  ['a tag that is none', { scope: 'tag', team_id: undefined, tag: 'app' }, 'validation_failed /tag'],
  ['a grace of no hours', { enforcement: 'grace' }, 'validation_failed /grace_hours'],
  ['hours of no grace', { grace_hours: 4 }, 'validation_failed /grace_hours'],
  ['a fixed budget without an end', { period: 'fixed', starts_at: '2026-01-01T00:00:00Z' }, 'validation_failed /ends_at'],
  ['an end of no fixed budget', { ends_at: '2026-01-01T00:00:00Z' }, 'validation_failed /ends_at'],
  [
    'an action that does not act yet',
    { thresholds: [{ percent: 90, severity: 'critical', actions: ['notify', 'throttle'] }] },
    'validation_failed /thresholds/0/actions/1',
  ],
  [
    'a block below the limit',
    { thresholds: [{ percent: 90, severity: 'critical', actions: ['block'] }] },
    'validation_failed /thresholds/0/percent',
  ],
  [
    'a soft budget that blocks',
    { enforcement: 'soft', thresholds: [{ percent: 100, severity: 'exceeded', actions: ['block'] }] },
    'validation_failed /thresholds/0/actions',
  ],
  [
    'two thresholds at one place',
    { thresholds: [1, 2].map(() => ({ percent: 90, severity: 'critical', actions: ['notify'] })) },
    'validation_failed /thresholds/1/percent',
  ],
  [
    'a restriction that names nobody',
    { thresholds: [{ percent: 90, severity: 'critical', actions: ['restrict'], essential: { key_ids: [] } }] },
    'validation_failed /thresholds/0/essential',
  ],
  [
    'a tag of a restriction that is none',
    { thresholds: [{ percent: 90, severity: 'critical', actions: ['restrict'], essential: { non_essential_tags: ['chat'] } }] },
    'validation_failed /thresholds/0/essential/non_essential_tags/0',
  ],
  [
    'models of no downgrade',
    { thresholds: [{ percent: 90, severity: 'critical', actions: ['notify'], downgrade_models: { a: 'b' } }] },
    'validation_failed /thresholds/0/downgrade_models',
  ],
  ['an owner who is not there', { owner_id: toPublicId('user', newUuid()) }, 'not_found /owner_id'],
  ['a parent that is not there', { parent_id: budgetIdOf(newUuid()) }, 'not_found /parent_id'],
])('%s is refused with its pointer', async (_, more, fault) => {
  expect(await faultOf(create(forSearch(more)))).toBe(fault);
});

test('[COST-3] what thresholds do to calls is kept as it was said, and its status says which of it acts', async () => {
  const teamId = toPublicId('team', scene.company.searchId);
  const thresholds = [
    { percent: 70, severity: 'warning', actions: ['notify', 'downgrade'], downgrade_models: { 'gpt-4o': 'gpt-4o-mini' } },
    { percent: 80, severity: 'warning', actions: ['require_approval'], approval_above_percent: 5 },
    {
      ...{ percent: 95, severity: 'critical', actions: ['restrict'] },
      essential: { team_ids: [teamId], non_essential_tags: ['environment=development'] },
    },
  ] as const;
  const made = await create(forSearch({ thresholds }));
  expect(made.thresholds).toEqual([
    thresholds[0],
    thresholds[1],
    { ...thresholds[2], essential: { ...thresholds[2].essential, team_ids: [scene.company.searchId] } },
  ]);
  const status = await getStatus.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(made.id) });
  expect(status.thresholds.map(({ acting }) => acting)).toEqual(thresholds.map(({ actions }) => actions));
});

test('a name belongs to one active budget, and an archived team gets none', async () => {
  await create(forSearch());
  expect(await faultOf(create(forSearch({ name: 'SEARCH' })))).toBe('conflict /name');
  await scene.inside((tx) =>
    tx
      .update(team)
      .set({ archivedAt: new Date(noon) })
      .where(eq(team.id, scene.company.searchId)),
  );
  expect(await faultOf(create(forSearch({ name: 'Other' })))).toBe('validation_failed /team_id');
});

test('leads see and edit the budgets of their team, people those on themselves, nobody more', async () => {
  const { company } = scene;
  const all = await create({ name: 'All', scope: 'tenant', limit_usd: '1000' });
  const field = await create({ name: 'Field', scope: 'team', team_id: teamIdOf(company.fieldId), limit_usd: '10' });
  const search = await create(forSearch(), company.lead);
  const own = await create(
    { name: 'Of the member', scope: 'user', user_id: toPublicId('user', company.member.userId), limit_usd: '5' },
    company.lead,
  );
  const namesOf = async (person: SamplePerson) => (await listBudgets.execute(scene.as(person), {})).data.map(({ name }) => name);
  expect(await namesOf(company.admin)).toEqual(['All', 'Field', 'Of the member', 'Search']);
  expect(await namesOf(company.lead)).toEqual(['Of the member', 'Search']);
  expect(await namesOf(company.member)).toEqual(['Of the member']);
  expect(await namesOf(company.seller)).toEqual([]);
  expect(await faultOf(listBudgets.execute(scene.as(company.guest), {}))).toBe('forbidden');
  expect((await getStatus.execute(scene.as(company.member), { budget_id: budgetIdOf(own.id) })).figures?.limit_usd).toBe(5n * dollar);
  for (const id of [all.id, field.id])
    expect(await faultOf(getBudget.execute(scene.as(company.lead), { budget_id: budgetIdOf(id) }))).toBe('not_found');
  expect(await faultOf(change(field.id, { limit_usd: '99' }, company.lead))).toBe('not_found');
  expect(await faultOf(change(own.id, { limit_usd: '99' }, company.member))).toBe('forbidden');
  expect(await faultOf(create({ name: 'X', scope: 'tenant', limit_usd: '1' }, company.lead))).toBe('forbidden');
  expect(await faultOf(create({ name: 'X', scope: 'provider', provider: 'openai', limit_usd: '1' }, company.lead))).toBe('forbidden');
  expect(await faultOf(create(forSearch({ name: 'X', team_id: teamIdOf(company.fieldId) }), company.lead))).toBe('not_found');
  expect(await change(search.id, { limit_usd: '120' }, company.lead)).toMatchObject({ limit_usd: 120n * dollar });
});

test('a change says what it changed, once, and moves the version that processes poll', async () => {
  const { id } = await create(forSearch());
  const versionOf = async () => {
    const rows = await scene.inside((tx) =>
      tx
        .select()
        .from(configVersion)
        .where(and(eq(configVersion.section, 'budgets'))),
    );
    return rows[0]?.version ?? 0;
  };
  const before = await versionOf();
  expect(await change(id, { limit_usd: '50', name: 'Search team' }, scene.company.admin, 1)).toMatchObject({
    version: 2,
    name: 'Search team',
  });
  expect(Number(await versionOf())).toBeGreaterThan(Number(before));
  expect(await change(id, { limit_usd: '50.00', name: 'Search team' })).toMatchObject({ version: 2 });
  expect(await faultOf(change(id, { limit_usd: '60' }, scene.company.admin, 1))).toBe('precondition_failed');
  const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'budget.update')));
  expect(entries).toMatchObject([{ before: { limit_usd: '100.000000000' }, after: { limit_usd: '50.000000000' } }]);
});

test('a limit below what is spent is allowed, and the answer says what follows', async () => {
  await postCalls(scene.database, callsBy({ teamId: scene.company.searchId }, 4));
  const { id } = await create(forSearch());
  expect((await change(id, { limit_usd: '5' })).notice).toBeNull();
  const lowered = await change(id, { limit_usd: '3' });
  expect(lowered).toMatchObject({ state: 'exceeded', current: { spent_usd: 4n * dollar, free_usd: 0n } });
  expect(lowered.notice).toContain('New calls are refused until');
  expect((await change(id, { enforcement: 'soft' })).notice).toContain('goes on serving');
  const grace = await change(id, { enforcement: 'grace', grace_hours: 12 });
  expect(grace).toMatchObject({ grace_hours: 12 });
  expect(await change(id, { enforcement: 'hard' })).toMatchObject({ grace_hours: 0 });
});

test('allocations fit into their parent: place, periods and sum', async () => {
  const { company } = scene;
  const parent = await create({
    ...{ name: 'Engineering', scope: 'department', department_id: toPublicId('department', company.engineeringId) },
    ...{ limit_usd: '100', period: 'daily', time_zone: 'UTC' },
  });
  const part = (more: object) => faultOf(create(forSearch({ parent_id: budgetIdOf(parent.id), limit_usd: '60', ...more })));
  expect(await part({ team_id: teamIdOf(company.fieldId) })).toBe('validation_failed /parent_id');
  expect(await part({ period: 'weekly' })).toBe('validation_failed /parent_id');
  expect(await part({ time_zone: 'Europe/Berlin' })).toBe('validation_failed /parent_id');
  expect(await part({ limit_usd: '100.01' })).toBe('conflict /limit_usd');
  expect(await part({})).toBe('success');
  expect(await part({ name: 'Second', limit_usd: '40.01' })).toBe('conflict /limit_usd');
  expect(await part({ name: 'Second', limit_usd: '40.01', allow_overallocation: true })).toBe('success');
  const seen = await getBudget.execute(scene.as(company.admin), { budget_id: budgetIdOf(parent.id) });
  expect(seen.allocated_usd).toBe(100_010_000_000n);
  expect(await faultOf(change(parent.id, { limit_usd: '90' }))).toBe('conflict /limit_usd');
  expect(await faultOf(change(parent.id, { limit_usd: '90', allow_overallocation: true }))).toBe('success');
  expect(await faultOf(change(parent.id, { parent_id: budgetIdOf(parent.id) }))).toBe('validation_failed /parent_id');
  expect(await faultOf(archiveBudget.execute(scene.as(company.admin), { budget_id: budgetIdOf(parent.id) }))).toBe('conflict');
  expect(await faultOf(create(forSearch({ name: 'Third', parent_id: budgetIdOf(parent.id), limit_usd: '1' }), company.lead))).toBe(
    'not_found /parent_id',
  );
  const children = await listBudgets.execute(scene.as(company.admin), { parent_id: budgetIdOf(parent.id) });
  expect(children.data.map(({ name }) => name)).toEqual(['Search', 'Second']);
});

test('two allocations at once do not exceed the parent together', async () => {
  const parent = await create({ name: 'All', scope: 'tenant', limit_usd: '100', period: 'daily', time_zone: 'UTC' });
  const outcomes = await Promise.all(
    ['A', 'B', 'C'].map((name) => faultOf(create(forSearch({ name, parent_id: budgetIdOf(parent.id), limit_usd: '60' })))),
  );
  expect(outcomes.sort()).toEqual(['conflict /limit_usd', 'conflict /limit_usd', 'success']);
});

test('a period that runs takes over a changed limit, and a restored budget what was spent meanwhile', async () => {
  const { id } = await create(forSearch());
  const periods = () => scene.inside((tx) => tx.select().from(budgetPeriod).where(eq(budgetPeriod.budgetId, id)));
  const admin = scene.as(scene.company.admin);
  await archiveBudget.execute(admin, { budget_id: budgetIdOf(id) });
  await postCalls(scene.database, callsBy({ teamId: scene.company.searchId }, 3));
  const restored = await restoreBudget.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(id) });
  expect(restored.current?.spent_usd).toBe(3n * dollar);
  expect(await periods()).toMatchObject([{ spentNanoUsd: 3n * dollar, limitNanoUsd: 100n * dollar }]);
  await change(id, { limit_usd: '50', reserve_percent: 10 });
  expect(await periods()).toMatchObject([{ limitNanoUsd: 45n * dollar }]);
});

test('[COST-3] a budget that counts something else goes on with what that has spent in the period', async () => {
  const { company } = scene;
  await postCalls(scene.database, [...callsBy({ teamId: company.searchId }, 3), ...callsBy({ userId: company.member.userId }, 5)]);
  const { id } = await create(forSearch());
  const toMember = { scope: 'user', user_id: toPublicId('user', company.member.userId) };
  const moved = await change(id, toMember, company.lead);
  expect(moved).toMatchObject({ scope: { kind: 'user', team_id: null, name: 'member' }, current: { spent_usd: 5n * dollar } });
  expect((await change(id, toMember)).version).toBe(moved.version);
  expect(await faultOf(change(id, { team_id: teamIdOf(company.searchId) }))).toBe('validation_failed /team_id');
  expect(await faultOf(change(id, { scope: 'team', team_id: teamIdOf(newUuid()) }))).toBe('not_found /team_id');
  expect(await faultOf(change(id, { scope: 'team', team_id: teamIdOf(company.fieldId) }, company.lead))).toBe('not_found /team_id');
  expect(await faultOf(change(id, { scope: 'tenant' }, company.lead))).toBe('forbidden');
  expect(await change(id, { scope: 'tenant' })).toMatchObject({ current: { spent_usd: 8n * dollar } });
  await create(forSearch({ name: 'Part', parent_id: budgetIdOf(id), limit_usd: '1' }));
  expect(await faultOf(change(id, toMember))).toBe('conflict');
});

test('an archived budget keeps its history, changes no more, and comes back', async () => {
  const { id } = await create(forSearch());
  const archived = await archiveBudget.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(id) });
  expect(archived).toMatchObject({ state: 'archived', current: null, version: 2 });
  expect(await faultOf(change(id, { limit_usd: '5' }))).toBe('conflict');
  expect((await listBudgets.execute(scene.as(scene.company.admin), {})).data).toEqual([]);
  expect((await listBudgets.execute(scene.as(scene.company.admin), { status: 'archived' })).data).toHaveLength(1);
  await create(forSearch({ name: 'search' }));
  expect(await faultOf(restoreBudget.execute(scene.as(scene.company.admin), { budget_id: budgetIdOf(id) }))).toBe('conflict /name');
});

test('the list is searched, filtered and of one tenant', async () => {
  const other = await scene.otherCompany();
  const { company } = scene;
  await create(forSearch());
  await create({ name: 'Models', scope: 'model', model: 'gpt-4o', limit_usd: '10', enforcement: 'soft' });
  await createBudget.execute(scene.as(company.admin), { name: 'All', scope: 'tenant', limit_usd: '1', period: 'weekly' });
  const names = async (input: object) => (await listBudgets.execute(scene.as(company.admin), input)).data.map(({ name }) => name);
  expect(await names({ search: 'GPT' })).toEqual(['Models']);
  expect(await names({ scope: 'team', team_id: teamIdOf(company.searchId) })).toEqual(['Search']);
  expect(await names({ enforcement: 'soft' })).toEqual(['Models']);
  expect(await names({ period: 'weekly' })).toEqual(['All']);
  expect(await names({ sort: '-name' })).toEqual(['Search', 'Models', 'All']);
  const rows = await scene.inside((tx) => tx.select().from(budgetPeriod), other.tenantId);
  expect(rows).toEqual([]);
  const { id } = await create(forSearch({ name: 'Mine' }));
  const foreign = { ...scene.as(other.admin), authentication: { tenantId: other.tenantId, sessionId: other.admin.sessionId } };
  expect(await faultOf(getBudget.execute(foreign, { budget_id: budgetIdOf(id) }))).toBe('not_found');
});
