import { describe, expect, it } from 'vitest';
import { connection } from '#db/schema/index.ts';
import { createRole, grantRole } from '#lib/access/index.ts';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import { PostgresLeaseStore } from '#lib/budgets/engine/postgres-lease-store.ts';
import { getBudget } from '#lib/budgets/index.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { loadPrincipals } from '#lib/gateway/snapshot/load-principals.ts';
import { enableKey } from '#lib/keys/index.ts';
import {
  archiveDepartment,
  archiveTeam,
  createDepartment,
  createTeam,
  previewDepartment,
  previewTeam,
  restoreDepartment,
  updateDepartment,
  updateTeam,
} from '#lib/organization/index.ts';
import { assignConnection } from '#lib/pools/index.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { reconcileUsage } from '#lib/usage/reconcile.ts';
import type { CallAttribution, UsageEvent } from '#lib/usage/usage-event.ts';
import { budgetIdOf, budgetScene, dayMs, dollar, noon, teamIdOf } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';

const { scene, create } = budgetScene('place-moves');
const admin = () => scene.as(scene.company.admin);
const departmentIdOf = (id: string) => toPublicId('department', id);

const forDepartment = (id: string, name: string) =>
  create({ name, scope: 'department', department_id: departmentIdOf(id), limit_usd: '100', period: 'daily', time_zone: 'UTC' });

const spentOf = async (id: string): Promise<bigint> =>
  (await getBudget.execute(admin(), { budget_id: budgetIdOf(id) })).current?.spent_usd ?? -1n;

/** A gateway process as far as money goes: holds and settles calls of a key where the organization has it at that moment. */
async function process(keyId: string) {
  const { tenantId } = scene.company;
  const { ingest } = scene.database.databases;
  const store = new PostgresLeaseStore(ingest.$client, newUuid());
  const keeper = new LeaseKeeper({ store, mode: 'leased', clock: { now: () => noon }, logger: silentLogger });
  const poster = new EventPoster(ingest.$client);
  let calls = 0;
  return {
    async begin() {
      const principals = await scene.inside((tx) => loadPrincipals(tx, tenantId, [keyId]));
      const principal = principals.get(keyId);
      if (principal === undefined) throw new Error('The key is not there');
      const { departmentId, teamId, userId } = principal;
      const attribution: CallAttribution = { tenantId, departmentId, teamId, userId, keyId };
      const budgets = await scene.inside((tx) => loadBudgets(tx, tenantId));
      const applicable = budgets?.applicable(attribution, 'sandbox', 'sandbox-small', null) ?? [];
      const charge = keeper.admit();
      await keeper.reserve(charge, applicable, 2n * dollar);
      calls += 1;
      const call = companyCall(scene.company, { atMs: noon - calls, by: attribution, boundNanoUsd: 2n * dollar });
      return async (): Promise<UsageEvent> => {
        const settled = { ...call, costNanoUsd: dollar, parts: keeper.settle(charge, dollar, applicable) };
        await poster.post([settled]);
        return settled;
      };
    },
  };
}

describe('a team that moves to another department [ORG-3]', () => {
  it('is charged to the budgets of its new department from then on, and calls that run are settled where they were held', async () => {
    const { company } = scene;
    const [left, joined] = [await forDepartment(company.engineeringId, 'Engineering'), await forDepartment(company.salesId, 'Sales')];
    const own = await create({ name: 'Search', scope: 'team', team_id: teamIdOf(company.searchId), limit_usd: '50', period: 'daily' });
    const key = await insertVirtualKey(scene.database, company.tenantId, { kind: 'team', teamId: company.searchId });
    const calls = await process(key.id);
    await (await calls.begin())();
    const running = await calls.begin();
    const to = { team_id: teamIdOf(company.searchId), department_id: departmentIdOf(company.salesId) };
    const preview = await previewTeam.execute(admin(), { ...to, action: 'move' });
    expect(preview).toMatchObject({ blocked: [], teams: 1, people: 2, keys: { active: 1, disabled: 0 } });
    expect(preview.budgets_left).toMatchObject([{ budget_id: left.id, spent_usd: dollar }]);
    expect(preview.budgets_left[0]?.held_usd).toBeGreaterThan(0n);
    expect(preview.budgets_joined).toMatchObject([{ budget_id: joined.id, spent_usd: 0n }]);
    expect(preview.own_budgets.map(({ budget_id }) => budget_id)).toEqual([own.id]);
    await updateTeam.execute(admin(), to);
    const after = await calls.begin();
    const [old, fresh] = [await running(), await after()];
    expect([old.attribution.departmentId, fresh.attribution.departmentId]).toEqual([company.engineeringId, company.salesId]);
    expect([await spentOf(left.id), await spentOf(joined.id), await spentOf(own.id)]).toEqual([2n * dollar, dollar, 3n * dollar]);
    const range = { from: new Date(noon - dayMs), to: new Date(noon + dayMs) };
    expect(await reconcileUsage(scene.database.superuser, company.tenantId, range)).toEqual([]);
  });

  it('takes along what is nested in it and has no department of its own', async () => {
    const { company } = scene;
    const joined = await forDepartment(company.salesId, 'Sales');
    const nested = await createTeam.execute(admin(), { name: 'Ranking', parent_id: teamIdOf(company.searchId) });
    const key = await insertVirtualKey(scene.database, company.tenantId, { kind: 'team', teamId: nested.id });
    await updateTeam.execute(admin(), { team_id: teamIdOf(company.searchId), department_id: departmentIdOf(company.salesId) });
    await (await (await process(key.id)).begin())();
    expect(await spentOf(joined.id)).toBe(dollar);
  });
});

describe('a department that moves [ORG-2]', () => {
  it('brings its calls under the budgets above its new place, and its own budget keeps what was spent', async () => {
    const { company } = scene;
    const own = await forDepartment(company.engineeringId, 'Engineering');
    const above = await forDepartment(company.salesId, 'Sales');
    const key = await insertVirtualKey(scene.database, company.tenantId, { kind: 'team', teamId: company.searchId });
    const calls = await process(key.id);
    // Its period has begun before the move.
    const other = await insertVirtualKey(scene.database, company.tenantId, { kind: 'team', teamId: company.fieldId });
    await (await (await process(other.id)).begin())();
    await (await calls.begin())();
    const move = { department_id: departmentIdOf(company.engineeringId), parent_id: departmentIdOf(company.salesId) };
    const preview = await previewDepartment.execute(admin(), { ...move, action: 'move' });
    expect(preview).toMatchObject({ blocked: [], departments: 0, teams: 1, budgets_left: [], budgets_joined: [{ budget_id: above.id }] });
    await updateDepartment.execute(admin(), move);
    await (await calls.begin())();
    expect([await spentOf(own.id), await spentOf(above.id)]).toEqual([2n * dollar, 2n * dollar]);
    const back = await previewDepartment.execute(admin(), { ...move, action: 'move', parent_id: 'none' });
    expect(back).toMatchObject({ budgets_left: [{ budget_id: above.id }], budgets_joined: [] });
  });
});

describe('moves at the same time [ORG-3]', () => {
  it('make no circle of teams, whoever comes first', async () => {
    const made = await Promise.all(['A', 'B', 'C', 'D'].map((name) => createTeam.execute(admin(), { name })));
    const under = (id: string, parent: string) =>
      faultOf(updateTeam.execute(admin(), { team_id: teamIdOf(id), parent_id: teamIdOf(parent) }));
    const ring = made.map((team, index) => under(team.id, made[(index + 1) % made.length]?.id ?? ''));
    const outcomes = await Promise.all(ring);
    expect(outcomes.filter((fault) => fault === 'success')).toHaveLength(3);
    expect(outcomes.filter((fault) => fault === 'validation_failed /parent_id')).toHaveLength(1);
  });

  it('never leave a connection with what was archived meanwhile [ORG-3]', async () => {
    for (let round = 0; round < 4; round += 1) {
      const owner = await createTeam.execute(admin(), { name: `Owner ${round}` });
      const id = newUuid();
      const given = { tenantId: scene.company.tenantId, id, name: `Given ${round}`, provider: 'sandbox' };
      await scene.inside((tx) => tx.insert(connection).values(given));
      const to = { connection_id: toPublicId('connection', id), team_id: teamIdOf(owner.id), department_id: null };
      const [assigned, archived] = await Promise.all([
        faultOf(assignConnection.execute(admin(), to)),
        faultOf(archiveTeam.execute(admin(), { team_id: teamIdOf(owner.id) })),
      ]);
      expect([
        ['success', 'conflict'],
        ['not_found /team_id', 'success'],
      ]).toContainEqual([assigned, archived]);
    }
  });

  it('never leave a team in what was archived meanwhile', async () => {
    const target = await createTeam.execute(admin(), { name: 'Target' });
    const moved = await createTeam.execute(admin(), { name: 'Moved' });
    const [move, archive] = await Promise.all([
      faultOf(updateTeam.execute(admin(), { team_id: teamIdOf(moved.id), parent_id: teamIdOf(target.id) })),
      faultOf(archiveTeam.execute(admin(), { team_id: teamIdOf(target.id) })),
    ]);
    expect([
      ['success', 'conflict'],
      ['conflict', 'success'],
    ]).toContainEqual([move, archive]);
  });
});

describe('what a change would do is shown before', () => {
  it('archiving stops keys and asks for an empty place; a circle and an archived place are told [ORG-2] [ORG-3]', async () => {
    const { company } = scene;
    await insertVirtualKey(scene.database, company.tenantId, { kind: 'team', teamId: company.searchId });
    await insertVirtualKey(scene.database, company.tenantId, { kind: 'team', teamId: company.searchId, status: 'disabled' });
    const search = { team_id: teamIdOf(company.searchId) };
    expect(await previewTeam.execute(admin(), { ...search, action: 'archive' })).toMatchObject({
      ...{ blocked: [], keys: { active: 1, disabled: 1, calls_last_hour: 0 }, budgets_left: [], budgets_joined: [] },
    });
    const nested = await createTeam.execute(admin(), { name: 'Ranking', parent_id: search.team_id });
    expect((await previewTeam.execute(admin(), { ...search, action: 'archive' })).blocked).toHaveLength(1);
    const circle = { ...search, action: 'move' as const, parent_id: teamIdOf(nested.id) };
    expect((await previewTeam.execute(admin(), circle)).blocked).toEqual(['It would lie below itself']);
    const engineering = { department_id: departmentIdOf(company.engineeringId) };
    expect((await previewDepartment.execute(admin(), { ...engineering, action: 'archive' })).blocked).toHaveLength(1);
    const child = await createDepartment.execute(admin(), { name: 'Child', parent_id: engineering.department_id });
    expect(
      (await previewDepartment.execute(admin(), { ...engineering, action: 'move', parent_id: departmentIdOf(child.id) })).blocked,
    ).toEqual(['It would lie below itself']);
    await archiveTeam.execute(admin(), { team_id: teamIdOf(nested.id) });
    const restore = await previewTeam.execute(admin(), { team_id: teamIdOf(nested.id), action: 'restore' });
    expect(restore.blocked).toEqual([]);
    await archiveTeam.execute(admin(), search);
    expect((await previewTeam.execute(admin(), { team_id: teamIdOf(nested.id), action: 'restore' })).blocked).toHaveLength(1);
  });

  it('keys and calls that are charged to a department itself count, and figures are for those who see keys and usage [ORG-2]', async () => {
    const { company, database } = scene;
    // A call cannot be of the future, which noon may be.
    const runtime = { ...scene.runtime, clock: systemClock };
    const admin = () => ({ ...scene.as(company.admin), runtime });
    const own = await createDepartment.execute(admin(), { name: 'Own' });
    const { id: keyId } = await insertVirtualKey(database, company.tenantId, { kind: 'department', departmentId: own.id });
    await postCalls(database, [companyCall(company, { atMs: Date.now(), by: { keyId, departmentId: own.id } })]);
    const department = { department_id: departmentIdOf(own.id) };
    const archive = { ...department, action: 'archive' as const };
    const preview = await previewDepartment.execute(admin(), archive);
    expect(preview).toMatchObject({ blocked: [], keys: { active: 1, disabled: 0, calls_last_hour: 1 } });
    const reader = await createRole.execute(admin(), { name: 'reader', title: 'Reader', level: 20, permissions: ['departments.read'] });
    const user_id = toPublicId('user', company.guest.userId);
    await grantRole.execute(admin(), { user_id, role_id: toPublicId('role', reader.id), ...department });
    const seen = await previewDepartment.execute({ ...scene.as(company.guest), runtime }, archive);
    expect(seen.keys).toEqual({ active: null, disabled: null, calls_last_hour: null });
    await archiveDepartment.execute(admin(), department);
    const key = { key_id: toPublicId('key', keyId) };
    expect(await faultOf(enableKey.execute(admin(), key))).toBe('conflict');
    await restoreDepartment.execute(admin(), department);
    expect(await faultOf(enableKey.execute(admin(), key))).toBe('success');
  });

  it('what owns active connections is not archived before somebody else has them [ORG-2] [ORG-3]', async () => {
    const { company } = scene;
    const department = await createDepartment.execute(admin(), { name: 'Own' });
    const connections = [
      { name: 'Searching', ownerTeamId: company.searchId },
      { name: 'Owning', ownerDepartmentId: department.id },
    ].map((one) => ({ ...one, tenantId: company.tenantId, id: newUuid(), provider: 'sandbox' }));
    await scene.inside((tx) => tx.insert(connection).values(connections));
    const [search, own] = [{ team_id: teamIdOf(company.searchId) }, { department_id: departmentIdOf(department.id) }];
    const blocked = async () => [
      (await previewTeam.execute(admin(), { ...search, action: 'archive' })).blocked,
      (await previewDepartment.execute(admin(), { ...own, action: 'archive' })).blocked,
    ];
    expect(await blocked()).toEqual([[expect.stringContaining('Searching')], [expect.stringContaining('Owning')]]);
    await expect(archiveTeam.execute(admin(), search)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('Searching'),
    });
    expect(await faultOf(archiveDepartment.execute(admin(), own))).toBe('conflict');
    await scene.inside((tx) => tx.update(connection).set({ ownerTeamId: null, ownerDepartmentId: null }));
    expect(await blocked()).toEqual([[], []]);
    expect(await faultOf(archiveTeam.execute(admin(), search))).toBe('success');
    expect(await faultOf(archiveDepartment.execute(admin(), own))).toBe('success');
  });

  it('names no place and no budget that the caller may not see [ORG-3]', async () => {
    const { company } = scene;
    await forDepartment(company.engineeringId, 'Engineering');
    const search = { team_id: teamIdOf(company.searchId) };
    const seen = await previewTeam.execute(scene.as(company.lead), { ...search, action: 'move', department_id: 'none' });
    expect(seen.budgets_left).toEqual([]);
    expect(seen.blocked).toHaveLength(1);
    const other = await scene.otherCompany();
    const theirs = { ...search, action: 'move' as const, department_id: departmentIdOf(other.salesId) };
    expect(await faultOf(previewTeam.execute(admin(), theirs))).toBe('not_found /department_id');
  });
});
