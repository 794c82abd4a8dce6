import { and, count, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEntry, department, membership, role, roleAssignment, team, userAccount } from '#db/schema/index.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { importUsers } from '#lib/identity/index.ts';
import { importDepartments, importTeams, updateTenant } from '#lib/organization/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('organization-import');
const { as, inside } = scene;
const importers = { departments: importDepartments, teams: importTeams, users: importUsers };

async function* bytesOf(content: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(content);
}

const run = (what: keyof typeof importers, lines: readonly string[], apply: boolean, person: SamplePerson = scene.company.admin) =>
  importers[what].execute(as(person), { apply: apply ? 'true' : 'false' }, bytesOf(`${lines.join('\n')}\n`));

const faultsOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'success',
    (error: unknown) => (error instanceof AppError ? error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`) : error),
  );

const names = (of: typeof department | typeof team) =>
  inside(async (tx) => (await tx.select({ name: of.name }).from(of)).map(({ name }) => name).sort());

describe('a file of departments [ORG-2]', () => {
  const file = ['name,parent', 'Platform,ENGINEERING', 'Europe,', 'Sales,Europe', 'Engineering,'];

  it('is shown before it is carried out, and then does what was shown', async () => {
    const preview = await run('departments', file, false);
    expect(preview).toMatchObject({ applied: false, rows: 4, created: 2, changed: 1, unchanged: 1, fault_count: 0 });
    expect(preview.changes.map(({ action, name, detail }) => `${action} ${name} ${detail}`).sort()).toEqual([
      'change Sales under Europe',
      'create Europe at the top',
      'create Platform under ENGINEERING',
    ]);
    expect(await names(department)).toEqual(['Engineering', 'Sales']);
    expect(await inside((tx) => tx.select().from(auditEntry))).toEqual([]);
    const applied = await run('departments', file, true);
    expect({ ...applied, applied: false }).toEqual(preview);
    expect(await names(department)).toEqual(['Engineering', 'Europe', 'Platform', 'Sales']);
    const entries = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'department.import')));
    expect(entries).toHaveLength(3);
    expect(await run('departments', file, true)).toMatchObject({ created: 0, changed: 0, unchanged: 4 });
  });

  it('changes nothing when any row is wrong, and names all that are', async () => {
    const wrong = [...file, 'Nowhere,Atlantis', 'Europe,', `${'x'.repeat(121)},`];
    expect(await run('departments', wrong, false)).toMatchObject({ fault_count: 3 });
    expect(await faultsOf(run('departments', wrong, true))).toEqual([
      '/lines/6/parent Neither the file nor the organization has it',
      '/lines/7/name Stands in line 3 already',
      expect.stringContaining('/lines/8/name'),
    ]);
    expect(await names(department)).toEqual(['Engineering', 'Sales']);
    await updateTenant.execute(as(scene.company.admin), { limits: { departments_max: 3 } });
    expect(await faultOf(run('departments', file, true))).toBe('limit_reached');
    expect(await names(department)).toEqual(['Engineering', 'Sales']);
  });

  it('is for those who may change departments of the whole organization', async () => {
    for (const apply of [false, true]) expect(await faultOf(run('departments', file, apply, scene.company.lead))).toBe('forbidden');
  });
});

describe('a file of teams and one of people [ORG-3]', () => {
  it('make teams in departments and in each other, and people with roles in several teams', async () => {
    const teams = [
      'name,department,parent,description',
      'Ranking,Engineering,Answers,Orders results',
      'Answers,Engineering,,',
      'Field,Engineering,,',
    ];
    expect(await run('teams', teams, true)).toMatchObject({ created: 2, changed: 1, unchanged: 0 });
    const [ranking] = await inside((tx) => tx.select().from(team).where(eq(team.name, 'Ranking')));
    const [answers] = await inside((tx) => tx.select().from(team).where(eq(team.name, 'Answers')));
    expect(ranking).toMatchObject({ parentId: answers?.id, departmentId: scene.company.engineeringId, description: 'Orders results' });
    const people = [
      'email,name,team,team_role,role',
      'grace@example.com,Grace Hopper,Ranking,lead,power_user',
      'GRACE@example.com,Grace Hopper,Answers,,',
      'joan@example.com,Joan Clarke,,,',
      `member@${scene.company.slug}.example,Somebody,Search,lead,`,
      `lead@${scene.company.slug}.example,Somebody,Search,lead,`,
    ];
    expect(await run('users', people, false)).toMatchObject({ rows: 5, created: 2, changed: 2, unchanged: 1, fault_count: 0 });
    await run('users', people, true);
    const [grace] = await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, 'grace@example.com')));
    expect(grace).toMatchObject({ name: 'Grace Hopper', passwordHash: null });
    const held = await inside((tx) =>
      tx
        .select({ teamRole: membership.teamRole })
        .from(membership)
        .where(and(eq(membership.userId, grace?.id ?? ''))),
    );
    expect(held.map(({ teamRole }) => teamRole).sort()).toEqual(['lead', 'member']);
    expect(
      await inside((tx) =>
        tx
          .select()
          .from(roleAssignment)
          .where(eq(roleAssignment.userId, grace?.id ?? '')),
      ),
    ).toHaveLength(1);
  });

  it('leave as it is what their columns do not say, and empty what an empty cell is about', async () => {
    await run('departments', ['name,parent', 'Sales,Engineering'], true);
    expect(await run('departments', ['name', 'Sales', 'Engineering'], true)).toMatchObject({ changed: 0, unchanged: 2 });
    await run('teams', ['name,department,parent,description', 'Ranking,Engineering,Search,Orders results'], true);
    expect(await run('teams', ['name', 'Ranking', 'Search'], true)).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const described = await run('teams', ['name,description', 'Ranking,Sorts', 'New,Fresh'], true);
    expect(described.changes.map(({ name, detail }) => `${name} ${detail}`)).toEqual([
      'New outside all departments',
      'Ranking stays where it is',
    ]);
    const ranking = async () => (await inside((tx) => tx.select().from(team).where(eq(team.name, 'Ranking'))))[0];
    const kept = { departmentId: scene.company.engineeringId, parentId: scene.company.searchId };
    expect(await ranking()).toMatchObject({ ...kept, description: 'Sorts' });
    await run('teams', ['name,parent', 'Ranking,'], true);
    expect(await ranking()).toMatchObject({ ...kept, parentId: null, description: 'Sorts' });
    const people = ['email,name,team', `lead@${scene.company.slug}.example,Lead,Search`];
    expect(await run('users', people, true)).toMatchObject({ changed: 0, unchanged: 1 });
    await run('teams', ['name,department,description', 'Ranking,,'], true);
    expect(await ranking()).toMatchObject({ departmentId: null, description: '' });
  });

  it('refuse teams, roles and people that are not there, and roles above one’s own', async () => {
    expect(await faultsOf(run('users', ['email,name,team,team_role,role', 'x,Ada,Nowhere,boss,king'], true))).toEqual([
      '/lines/2/email Not an e-mail address',
      '/lines/2/team_role Must be lead or member',
      '/lines/2/team There is no active team of this name',
      expect.stringContaining('/lines/2/role Must be one of'),
    ]);
    expect(await faultsOf(run('users', ['email,name', 'a@example.com,Ada', 'a@example.com,Ada'], true))).toEqual([
      '/lines/3/email Stands in line 2 already',
    ]);
    expect(await faultsOf(run('teams', ['name,department', 'New,Atlantis'], true))).toEqual([
      '/lines/2/department There is no active department of this name',
    ]);
    expect(await faultOf(run('users', ['email,name,role', 'a@example.com,Ada,super_admin'], true))).toBe('forbidden');
    expect(await faultsOf(run('teams', ['department', 'Sales'], true))).toEqual([
      '/lines/1 The first line must name the columns: name, and department, parent, description if wanted',
    ]);
  });
});

describe('the roles that a file of people names [ORG-3]', () => {
  it('count with all they inherit, and are active ones', async () => {
    const { tenantId, seller } = scene.company;
    const [maker, base] = [newUuid(), newUuid()];
    await inside(async (tx) => {
      await tx.insert(role).values([
        { tenantId, id: maker, name: 'people', title: 'People', level: 70, permissions: ['users.*'] },
        { tenantId, id: base, name: 'base', title: 'Base', level: 60, permissions: ['connections.*'] },
        { tenantId, id: newUuid(), name: 'gone', title: 'Gone', level: 60, permissions: [], archivedAt: new Date() },
      ]);
      await tx.insert(role).values({ tenantId, id: newUuid(), name: 'heir', title: 'Heir', level: 60, permissions: [], parentId: base });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: seller.userId, roleId: maker, scopeKind: 'tenant' });
    });
    const file = (name: string) => run('users', ['email,name,role', `a@example.com,Ada,${name}`], true, seller);
    expect(await faultOf(file('heir'))).toBe('forbidden');
    expect(await faultOf(file('gone'))).toBe('validation_failed /lines/2/role');
    expect(await faultOf(file('people'))).toBe('success');
  });
});

describe('a large organization [ORG-9]', () => {
  it('of 5,000 teams and 10,000 people is imported in bounded time', { timeout: 120_000 }, async () => {
    await updateTenant.execute(as(scene.company.admin), { plan: 'enterprise', limits: { users_max: 20_000 } });
    const departments = Array.from({ length: 100 }, (_, index) => `D${index},`);
    const teams = Array.from({ length: 5000 }, (_, index) => `T${index},D${index % 100}`);
    const people = Array.from({ length: 10_000 }, (_, index) => `p${index}@example.com,Person ${index},T${index % 5000}`);
    const startedAt = performance.now();
    await run('departments', ['name,parent', ...departments], true);
    await run('teams', ['name,department', ...teams], true);
    await run('users', ['email,name,team', ...people], true);
    // A tenth of it on an idle machine; the bound is for a busy one.
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    const counted = await inside(async (tx) => [
      await tx.select({ count: count() }).from(team),
      await tx.select({ count: count() }).from(userAccount),
      await tx.select({ count: count() }).from(membership),
    ]);
    expect(counted.map(([row]) => row?.count)).toEqual([5002, 10_005, 10_003]);
    // The same file again has nothing to do.
    expect(await run('users', ['email,name,team', ...people], true)).toMatchObject({ created: 0, changed: 0, unchanged: 10_000 });
  });
});
