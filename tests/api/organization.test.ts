import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditEntry, department, role, roleAssignment, team, virtualKey } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { departmentDepthMax } from '#lib/contracts/departments.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import {
  addMember,
  archiveDepartment,
  archiveTeam,
  createDepartment,
  createTeam,
  getTeam,
  getTenant,
  listDepartments,
  listMembers,
  listTeams,
  removeMember,
  restoreDepartment,
  restoreTeam,
  updateDepartment,
  updateMember,
  updateTeam,
  updateTenant,
} from '#lib/organization/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  insertVirtualKey,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `organization-${companies}`);
});
afterAll(() => database.drop());

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const inside = <Result>(work: (tx: TenantTransaction) => Promise<Result>) => inTenant(database.databases.app, company.tenantId, work);
const departmentId = (id: string) => toPublicId('department', id);
const teamId = (id: string) => toPublicId('team', id);
const userId = (person: SamplePerson) => toPublicId('user', person.userId);
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'success',
    (error: unknown) => (error instanceof AppError ? [error.code, ...error.errors.map(({ pointer }) => pointer)].join(' ') : error),
  );
const newDepartment = async (name: string, parent?: string): Promise<string> => {
  const given = parent === undefined ? { name } : { name, parent_id: departmentId(parent) };
  return (await createDepartment.execute(as(company.admin), given)).id;
};

/** Makes the member department_admin of Engineering, beside what they hold. */
const makeDepartmentAdmin = (person: SamplePerson, scopeId: string) =>
  inside(async (tx) => {
    const [found] = await tx.select().from(role).where(eq(role.name, 'department_admin'));
    const held = { tenantId: company.tenantId, id: newUuid(), userId: person.userId, roleId: found?.id ?? '' };
    await tx.insert(roleAssignment).values({ ...held, scopeKind: 'department', scopeId });
  });

describe('the tenant [ORG-1]', () => {
  it('is read and changed, one version at a time, with before and after in the audit trail', async () => {
    const before = await getTenant.execute(as(company.admin), {});
    expect(before).toMatchObject({
      slug: company.slug,
      version: 1,
      unpriced_policy: 'block',
      limits: { users_max: 1000, departments_max: 50 },
    });
    const after = await updateTenant.execute(as(company.admin, { ifMatch: 1 }), { unpriced_policy: 'flag', limits: { users_max: 7 } });
    expect(after).toMatchObject({ unpriced_policy: 'flag', version: 2, limits: { users_max: 7, departments_max: 50 } });
    expect(await faultOf(updateTenant.execute(as(company.admin, { ifMatch: 1 }), { name: 'Late' }))).toBe('precondition_failed');
    const [entry] = await inside((tx) => tx.select().from(auditEntry));
    expect(entry).toMatchObject({ before: { unpriced_policy: 'block', version: 1 }, after: { unpriced_policy: 'flag', version: 2 } });
  });

  it('keeps limits it was not told about, and changes nothing for an empty change', async () => {
    await updateTenant.execute(as(company.admin), { limits: { teams_max: 9 } });
    const { limits } = await updateTenant.execute(as(company.admin), { limits: { users_max: 8 } });
    expect(limits).toEqual({ teams_max: 9, users_max: 8, departments_max: 50 });
    expect((await updateTenant.execute(as(company.admin), {})).version).toBe(3);
  });
});

describe('departments [ORG-2]', () => {
  it('form a tree without cycles', async () => {
    const child = await newDepartment('Platform', company.engineeringId);
    const grandchild = await newDepartment('Storage', child);
    const move = (id: string, parent: string) =>
      faultOf(updateDepartment.execute(as(company.admin), { department_id: departmentId(id), parent_id: departmentId(parent) }));
    expect(await move(company.engineeringId, company.engineeringId)).toBe('validation_failed /parent_id');
    expect(await move(company.engineeringId, grandchild)).toBe('validation_failed /parent_id');
    expect(await move(grandchild, company.salesId)).toBe('success');
    expect(await move(company.engineeringId, grandchild)).toBe('success');
  });

  it('cannot be made into a cycle by two moves at once', async () => {
    const [a, b] = [await newDepartment('A'), await newDepartment('B')];
    const move = (id: string, parent: string) =>
      faultOf(updateDepartment.execute(as(company.admin), { department_id: departmentId(id), parent_id: departmentId(parent) }));
    expect((await Promise.all([move(a, b), move(b, a)])).sort()).toEqual(['success', 'validation_failed /parent_id']);
  });

  it('may lie twelve deep, moved subtrees counted with their height', async () => {
    let parent: string | undefined;
    const chain: string[] = [];
    for (let depth = 0; depth < departmentDepthMax; depth += 1) {
      parent = await newDepartment(`Level ${depth}`, parent);
      chain.push(parent);
    }
    expect(await faultOf(newDepartment('Too deep', parent))).toBe('validation_failed /parent_id');
    const top = await newDepartment('Top');
    const moved = { department_id: departmentId(chain[0] ?? ''), parent_id: departmentId(top) };
    expect(await faultOf(updateDepartment.execute(as(company.admin), moved))).toBe('validation_failed /parent_id');
  });

  it('have names of their own among the active, whatever the case', async () => {
    expect(await faultOf(newDepartment('sALES'))).toBe('conflict /name');
    await archiveDepartment.execute(as(company.admin), { department_id: departmentId(await newDepartment('Ops')) });
    const second = await newDepartment('ops');
    const archived = await listDepartments.execute(as(company.admin), { status: 'archived' });
    const first = archived.data[0]?.id ?? '';
    expect(await faultOf(restoreDepartment.execute(as(company.admin), { department_id: departmentId(first) }))).toBe('conflict /name');
    await archiveDepartment.execute(as(company.admin), { department_id: departmentId(second) });
    expect(await faultOf(restoreDepartment.execute(as(company.admin), { department_id: departmentId(first) }))).toBe('success');
  });

  it('are archived only when empty, and take nothing in while archived', async () => {
    const child = await newDepartment('Child', company.salesId);
    const archive = (id: string) => faultOf(archiveDepartment.execute(as(company.admin), { department_id: departmentId(id) }));
    expect(await archive(company.salesId)).toBe('conflict');
    await archiveTeam.execute(as(company.admin), { team_id: teamId(company.fieldId) });
    expect(await archive(company.salesId)).toBe('conflict');
    expect(await archive(child)).toBe('success');
    expect(await archive(company.salesId)).toBe('success');
    expect(await faultOf(newDepartment('New', company.salesId))).toBe('conflict');
    expect(await faultOf(createTeam.execute(as(company.admin), { name: 'New', department_id: departmentId(company.salesId) }))).toBe(
      'conflict',
    );
    expect(await faultOf(restoreDepartment.execute(as(company.admin), { department_id: departmentId(child) }))).toBe('conflict');
    expect(await faultOf(updateDepartment.execute(as(company.admin), { department_id: departmentId(child), name: 'x' }))).toBe('conflict');
  });

  it('are limited in number, also when many are made at once [ORG-9]', async () => {
    await updateTenant.execute(as(company.admin), { limits: { departments_max: 4 } });
    const made = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => faultOf(newDepartment(name))));
    expect(made.filter((fault) => fault === 'success').length).toBe(2);
    expect(made.filter((fault) => fault === 'limit_reached').length).toBe(3);
  });

  it('are administered below one’s own place only', async () => {
    await makeDepartmentAdmin(company.member, company.engineeringId);
    const admin = as(company.member);
    const made = await createDepartment.execute(admin, { name: 'Platform', parent_id: departmentId(company.engineeringId) });
    expect(await faultOf(createDepartment.execute(admin, { name: 'Elsewhere', parent_id: departmentId(company.salesId) }))).toBe(
      'forbidden',
    );
    expect(await faultOf(createDepartment.execute(admin, { name: 'Top' }))).toBe('forbidden');
    const own = { department_id: departmentId(made.id) };
    expect(await faultOf(updateDepartment.execute(admin, { ...own, parent_id: departmentId(company.salesId) }))).toBe('forbidden');
    expect(await faultOf(updateDepartment.execute(admin, { ...own, parent_id: null }))).toBe('forbidden');
    expect(await faultOf(updateDepartment.execute(admin, { ...own, name: 'Platforms' }))).toBe('success');
    expect(await faultOf(updateDepartment.execute(as(company.admin), { ...own, parent_id: departmentId(newUuid()) }))).toBe(
      'not_found /parent_id',
    );
  });
});

describe('teams [ORG-3]', () => {
  it('are found by department, text and state, with their leads and numbers', async () => {
    const { data } = await listTeams.execute(as(company.admin), { department_id: departmentId(company.engineeringId), search: 'EAR' });
    expect(data).toMatchObject([
      {
        name: 'Search',
        department_name: 'Engineering',
        member_count: 2,
        leads: [{ user_id: company.lead.userId, name: 'lead' }],
        archived_at: null,
      },
    ]);
    for (const search of ['%', '_', '\\', 'earx']) expect((await listTeams.execute(as(company.admin), { search })).data).toEqual([]);
    expect((await listTeams.execute(as(company.admin), { status: 'archived' })).data).toEqual([]);
  });

  it('stop their keys when they are archived, and come back without them', async () => {
    const key = await insertVirtualKey(database, company.tenantId, { kind: 'team', teamId: company.searchId });
    const other = await insertVirtualKey(database, company.tenantId, { kind: 'team', teamId: company.fieldId });
    const archived = await archiveTeam.execute(as(company.lead, { ifMatch: 1 }), { team_id: teamId(company.searchId) });
    expect(archived).toMatchObject({ version: 2, archived_at: expect.any(Date) });
    const statuses = () => inside(async (tx) => new Map((await tx.select().from(virtualKey)).map((row) => [row.id, row.status])));
    expect(await statuses()).toEqual(
      new Map([
        [key.id, 'disabled'],
        [other.id, 'active'],
      ]),
    );
    const entries = await inside((tx) => tx.select().from(auditEntry));
    expect(entries.map(({ resourceKind }) => resourceKind).sort()).toEqual(['key', 'team']);
    const restored = await restoreTeam.execute(as(company.admin), { team_id: teamId(company.searchId) });
    expect(restored).toMatchObject({ version: 3, archived_at: null });
    expect((await statuses()).get(key.id)).toBe('disabled');
  });

  it('nest without cycles, and stay while teams are nested in them', async () => {
    const inner = await createTeam.execute(as(company.lead), { name: 'Ranking', parent_id: teamId(company.searchId) });
    const move = { team_id: teamId(company.searchId), parent_id: teamId(inner.id) };
    expect(await faultOf(updateTeam.execute(as(company.admin), move))).toBe('validation_failed /parent_id');
    expect(await faultOf(archiveTeam.execute(as(company.admin), { team_id: teamId(company.searchId) }))).toBe('conflict');
  });

  it('are moved only by who may work on both ends', async () => {
    await makeDepartmentAdmin(company.member, company.engineeringId);
    const move = (person: SamplePerson, department_id: string | null) =>
      faultOf(updateTeam.execute(as(person), { team_id: teamId(company.searchId), department_id }));
    expect(await move(company.member, departmentId(company.salesId))).toBe('forbidden');
    expect(await move(company.member, null)).toBe('forbidden');
    expect(await move(company.lead, null)).toBe('forbidden');
    expect(await move(company.admin, null)).toBe('success');
    expect((await getTeam.execute(as(company.admin), { team_id: teamId(company.searchId) })).department_id).toBeNull();
    expect(await move(company.admin, departmentId(newUuid()))).toBe('not_found /department_id');
  });

  it('change one version at a time: of several changes of one version one wins', async () => {
    const rename = (name: string) =>
      faultOf(updateTeam.execute(as(company.lead, { ifMatch: 1 }), { team_id: teamId(company.searchId), name }));
    const outcomes = await Promise.all(['A', 'B', 'C', 'D'].map(rename));
    expect(outcomes.filter((fault) => fault === 'success')).toHaveLength(1);
    expect(outcomes.filter((fault) => fault === 'precondition_failed')).toHaveLength(3);
    expect(await rename('Field')).toBe('precondition_failed');
    expect(await faultOf(updateTeam.execute(as(company.lead), { team_id: teamId(company.searchId), name: 'field' }))).toBe(
      'conflict /name',
    );
  });
});

describe('members [ORG-3]', () => {
  const add = (person: SamplePerson, input: object) =>
    faultOf(addMember.execute(as(person), { team_id: teamId(company.searchId), ...input } as Parameters<typeof addMember.execute>[1]));

  it('are added by id or by e-mail, once, while they and the team are active', async () => {
    expect(await add(company.lead, { user_id: userId(company.seller) })).toBe('success');
    expect(await add(company.lead, { user_id: userId(company.seller) })).toBe('conflict /user_id');
    expect(await add(company.lead, { email: company.guest.email.toUpperCase() })).toBe('success');
    expect(await add(company.lead, { email: 'nobody@example.com' })).toBe('not_found /email');
    expect(await add(company.lead, { user_id: toPublicId('user', newUuid()) })).toBe('not_found /user_id');
    expect(await add(company.lead, {})).toBe('validation_failed /user_id');
    expect(await add(company.lead, { email: company.admin.email, user_id: userId(company.admin) })).toBe('validation_failed /user_id');
    await archiveTeam.execute(as(company.admin), { team_id: teamId(company.searchId) });
    expect(await add(company.admin, { user_id: userId(company.admin) })).toBe('conflict');
  });

  it('are worked on by the lead of the team, not by its members nor by the lead of another', async () => {
    expect(await add(company.member, { user_id: userId(company.guest) })).toBe('forbidden');
    expect(await add(company.seller, { user_id: userId(company.guest) })).toBe('forbidden');
    const { data } = await listMembers.execute(as(company.lead), { team_id: teamId(company.searchId), team_role: 'member' });
    const membershipId = toPublicId('membership', data[0]?.id ?? '');
    expect(data[0]?.email).toBe(company.member.email);
    expect(await faultOf(updateMember.execute(as(company.seller), { membership_id: membershipId, team_role: 'lead' }))).toBe('forbidden');
    expect(await faultOf(updateMember.execute(as(company.lead, { ifMatch: 1 }), { membership_id: membershipId, team_role: 'lead' }))).toBe(
      'success',
    );
    expect(
      await faultOf(updateMember.execute(as(company.member, { ifMatch: 2 }), { membership_id: membershipId, team_role: 'member' })),
    ).toBe('success');
    expect(await faultOf(removeMember.execute(as(company.member), { membership_id: membershipId }))).toBe('forbidden');
  });

  it('become leads only through somebody who holds as much on the team [IAM-2]', async () => {
    const { tenantId } = company;
    await inside(async (tx) => {
      const roleId = newUuid();
      await tx
        .insert(role)
        .values({ tenantId, id: roleId, name: 'gatekeeper', title: 'Gatekeeper', level: 40, permissions: ['teams.read', 'teams.members'] });
      await tx
        .insert(roleAssignment)
        .values({ tenantId, id: newUuid(), userId: company.seller.userId, roleId, scopeKind: 'team', scopeId: company.searchId });
    });
    expect(await add(company.seller, { user_id: userId(company.guest), team_role: 'lead' })).toBe('forbidden');
    expect(await add(company.seller, { user_id: userId(company.guest), team_role: 'member' })).toBe('success');
  });

  it('lose their own keys of the team when they leave it, and only those', async () => {
    const { tenantId, searchId, fieldId } = company;
    const own = { kind: 'personal', userId: company.member.userId } as const;
    const [inTeam, elsewhere, teams] = [
      await insertVirtualKey(database, tenantId, { ...own, teamId: searchId }),
      await insertVirtualKey(database, tenantId, { ...own, teamId: fieldId }),
      await insertVirtualKey(database, tenantId, { kind: 'team', teamId: searchId }),
    ];
    const { data } = await listMembers.execute(as(company.lead), { team_id: teamId(searchId), search: company.member.email });
    await removeMember.execute(as(company.lead), { membership_id: toPublicId('membership', data[0]?.id ?? '') });
    const statuses = await inside(async (tx) => new Map((await tx.select().from(virtualKey)).map((row) => [row.id, row.status])));
    expect(statuses).toEqual(
      new Map([
        [inTeam.id, 'disabled'],
        [elsewhere.id, 'active'],
        [teams.id, 'active'],
      ]),
    );
  });
});

it('rows of another tenant are never counted, named or taken for a parent', async () => {
  const other = await createSampleCompany(database, `${company.slug}-other`);
  await inTenant(database.databases.app, other.tenantId, async (tx) => {
    await tx.insert(department).values({ tenantId: other.tenantId, id: newUuid(), name: 'Theirs' });
    await tx.insert(team).values({ tenantId: other.tenantId, id: newUuid(), name: 'Theirs' });
  });
  expect(await faultOf(newDepartment('Theirs'))).toBe('success');
  expect(await faultOf(newDepartment('Below theirs', other.salesId))).toBe('not_found');
  const { data } = await listTeams.execute(as(company.admin), { status: 'all' });
  expect(data.map(({ name }) => name)).toEqual(['Field', 'Search']);
});
