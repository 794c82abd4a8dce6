import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEntry, department, role, roleAssignment, ssoDomain, team, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { createConnection } from '#lib/connections/index.ts';
import { departmentDepthMax } from '#lib/contracts/departments.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import {
  archiveDepartment,
  archiveTeam,
  createDepartment,
  createTeam,
  getTeam,
  getTenant,
  listDepartments,
  listTeams,
  restoreDepartment,
  restoreTeam,
  updateDepartment,
  updateTeam,
  updateTenant,
} from '#lib/organization/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('organization');
const { as, inside } = scene;

const departmentId = (id: string) => toPublicId('department', id);
const teamId = (id: string) => toPublicId('team', id);
const newDepartment = async (name: string, parent?: string): Promise<string> => {
  const given = parent === undefined ? { name } : { name, parent_id: departmentId(parent) };
  return (await createDepartment.execute(as(scene.company.admin), given)).id;
};

/** Makes the member department_admin of Engineering, beside what they hold. */
const makeDepartmentAdmin = (person: SamplePerson, scopeId: string) =>
  inside(async (tx) => {
    const [found] = await tx.select().from(role).where(eq(role.name, 'department_admin'));
    const held = { tenantId: scene.company.tenantId, id: newUuid(), userId: person.userId, roleId: found?.id ?? '' };
    await tx.insert(roleAssignment).values({ ...held, scopeKind: 'department', scopeId });
  });

describe('the tenant [ORG-1]', () => {
  it('is read and changed, one version at a time, with before and after in the audit trail', async () => {
    const before = await getTenant.execute(as(scene.company.admin), {});
    expect(before).toMatchObject({
      slug: scene.company.slug,
      version: 1,
      unpriced_policy: 'block',
      limits: { users_max: 1000, departments_max: 50 },
    });
    const after = await updateTenant.execute(as(scene.company.admin, { ifMatch: 1 }), {
      unpriced_policy: 'flag',
      limits: { users_max: 7 },
    });
    expect(after).toMatchObject({ unpriced_policy: 'flag', version: 2, limits: { users_max: 7, departments_max: 50 } });
    expect(await faultOf(updateTenant.execute(as(scene.company.admin, { ifMatch: 1 }), { name: 'Late' }))).toBe('precondition_failed');
    const [entry] = await inside((tx) => tx.select().from(auditEntry));
    expect(entry).toMatchObject({ before: { unpriced_policy: 'block', version: 1 }, after: { unpriced_policy: 'flag', version: 2 } });
  });

  it('has the e-mail domains that were proved to be its own, and no other', async () => {
    const other = await scene.otherCompany();
    const own = scene.company.tenantId;
    for (const [tenantId, domain, verifiedAt] of [
      [own, 'zeta.example', new Date()],
      [own, 'acme.example', new Date()],
      [own, 'wanted.example', null],
      [other.tenantId, 'other.example', new Date()],
    ] as const)
      await inside((tx) => tx.insert(ssoDomain).values({ tenantId, id: newUuid(), domain, proof: newUuid(), verifiedAt }), tenantId);
    expect((await getTenant.execute(as(scene.company.admin), {})).domains).toEqual(['acme.example', 'zeta.example']);
  });

  it('keeps limits it was not told about, and changes nothing for an empty change', async () => {
    await updateTenant.execute(as(scene.company.admin), { limits: { teams_max: 9 } });
    const { limits } = await updateTenant.execute(as(scene.company.admin), { limits: { users_max: 8 } });
    expect(limits).toEqual({ teams_max: 9, users_max: 8, departments_max: 50, providers_allowed: null });
    expect((await updateTenant.execute(as(scene.company.admin), {})).version).toBe(3);
  });

  it('has a plan whose limits hold where none of its own is set, and billing', async () => {
    const admin = as(scene.company.admin);
    const first = await updateTenant.execute(admin, { plan: 'free', limits: { users_max: 8 }, billing: { cycle: 'annual' } });
    expect(first).toMatchObject({ plan: 'free', limits: { users_max: 8, departments_max: 5 }, billing: { cycle: 'annual' } });
    const second = await updateTenant.execute(admin, {
      limits: { users_max: null },
      billing: { payment_method: 'purchase_order', purchase_order: 'PO 17', invoice_recipients: ['books@example.com'] },
    });
    expect(second.limits.users_max).toBe(25);
    expect(second.billing).toEqual({
      ...{ cycle: 'annual', payment_method: 'purchase_order', purchase_order: 'PO 17' },
      invoice_recipients: ['books@example.com'],
    });
  });

  it('allows connections to the providers it names only', async () => {
    const admin = as(scene.company.admin);
    expect(await faultOf(updateTenant.execute(admin, { limits: { providers_allowed: ['nobody'] } }))).toBe(
      'validation_failed /limits/providers_allowed/0',
    );
    await updateTenant.execute(admin, { limits: { providers_allowed: ['groq'] } });
    expect(await faultOf(createConnection.execute(admin, { name: 'Play', provider: 'sandbox' }))).toBe('validation_failed /provider');
    await updateTenant.execute(admin, { limits: { providers_allowed: null } });
    expect(await faultOf(createConnection.execute(admin, { name: 'Play', provider: 'sandbox' }))).toBe('success');
  });
});

describe('departments [ORG-2]', () => {
  it('form a tree without cycles', async () => {
    const child = await newDepartment('Platform', scene.company.engineeringId);
    const grandchild = await newDepartment('Storage', child);
    const move = (id: string, parent: string) =>
      faultOf(updateDepartment.execute(as(scene.company.admin), { department_id: departmentId(id), parent_id: departmentId(parent) }));
    expect(await move(scene.company.engineeringId, scene.company.engineeringId)).toBe('validation_failed /parent_id');
    expect(await move(scene.company.engineeringId, grandchild)).toBe('validation_failed /parent_id');
    expect(await move(grandchild, scene.company.salesId)).toBe('success');
    expect(await move(scene.company.engineeringId, grandchild)).toBe('success');
  });

  it('cannot be made into a cycle by two moves at once', async () => {
    const [a, b] = [await newDepartment('A'), await newDepartment('B')];
    const move = (id: string, parent: string) =>
      faultOf(updateDepartment.execute(as(scene.company.admin), { department_id: departmentId(id), parent_id: departmentId(parent) }));
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
    expect(await faultOf(updateDepartment.execute(as(scene.company.admin), moved))).toBe('validation_failed /parent_id');
  });

  it('have names of their own among the active, whatever the case', async () => {
    expect(await faultOf(newDepartment('sALES'))).toBe('conflict /name');
    await archiveDepartment.execute(as(scene.company.admin), { department_id: departmentId(await newDepartment('Ops')) });
    const second = await newDepartment('ops');
    const archived = await listDepartments.execute(as(scene.company.admin), { status: 'archived' });
    const first = archived.data[0]?.id ?? '';
    expect(await faultOf(restoreDepartment.execute(as(scene.company.admin), { department_id: departmentId(first) }))).toBe(
      'conflict /name',
    );
    await archiveDepartment.execute(as(scene.company.admin), { department_id: departmentId(second) });
    expect(await faultOf(restoreDepartment.execute(as(scene.company.admin), { department_id: departmentId(first) }))).toBe('success');
  });

  it('are archived only when empty, and take nothing in while archived', async () => {
    const child = await newDepartment('Child', scene.company.salesId);
    const archive = (id: string) => faultOf(archiveDepartment.execute(as(scene.company.admin), { department_id: departmentId(id) }));
    expect(await archive(scene.company.salesId)).toBe('conflict');
    await archiveTeam.execute(as(scene.company.admin), { team_id: teamId(scene.company.fieldId) });
    expect(await archive(scene.company.salesId)).toBe('conflict');
    expect(await archive(child)).toBe('success');
    expect(await archive(scene.company.salesId)).toBe('success');
    expect(await faultOf(newDepartment('New', scene.company.salesId))).toBe('conflict');
    expect(
      await faultOf(createTeam.execute(as(scene.company.admin), { name: 'New', department_id: departmentId(scene.company.salesId) })),
    ).toBe('conflict');
    expect(await faultOf(restoreDepartment.execute(as(scene.company.admin), { department_id: departmentId(child) }))).toBe('conflict');
    expect(await faultOf(updateDepartment.execute(as(scene.company.admin), { department_id: departmentId(child), name: 'x' }))).toBe(
      'conflict',
    );
  });

  it('are limited in number, also when many are made at once [ORG-9]', async () => {
    await updateTenant.execute(as(scene.company.admin), { limits: { departments_max: 4 } });
    const made = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((name) => faultOf(newDepartment(name))));
    expect(made.filter((fault) => fault === 'success').length).toBe(2);
    expect(made.filter((fault) => fault === 'limit_reached').length).toBe(3);
  });

  it('are administered below one’s own place only', async () => {
    await makeDepartmentAdmin(scene.company.member, scene.company.engineeringId);
    const admin = as(scene.company.member);
    const made = await createDepartment.execute(admin, { name: 'Platform', parent_id: departmentId(scene.company.engineeringId) });
    expect(await faultOf(createDepartment.execute(admin, { name: 'Elsewhere', parent_id: departmentId(scene.company.salesId) }))).toBe(
      'forbidden',
    );
    expect(await faultOf(createDepartment.execute(admin, { name: 'Top' }))).toBe('forbidden');
    const own = { department_id: departmentId(made.id) };
    expect(await faultOf(updateDepartment.execute(admin, { ...own, parent_id: departmentId(scene.company.salesId) }))).toBe('forbidden');
    expect(await faultOf(updateDepartment.execute(admin, { ...own, parent_id: null }))).toBe('forbidden');
    expect(await faultOf(updateDepartment.execute(admin, { ...own, name: 'Platforms' }))).toBe('success');
    expect(await faultOf(updateDepartment.execute(as(scene.company.admin), { ...own, parent_id: departmentId(newUuid()) }))).toBe(
      'not_found /parent_id',
    );
  });
});

describe('teams [ORG-3]', () => {
  it('are found by department, text and state, with their leads and numbers', async () => {
    const { data } = await listTeams.execute(as(scene.company.admin), {
      department_id: departmentId(scene.company.engineeringId),
      search: 'EAR',
    });
    expect(data).toMatchObject([
      {
        name: 'Search',
        department_name: 'Engineering',
        member_count: 2,
        leads: [{ user_id: scene.company.lead.userId, name: 'lead' }],
        archived_at: null,
      },
    ]);
    for (const search of ['%', '_', '\\', 'earx']) expect((await listTeams.execute(as(scene.company.admin), { search })).data).toEqual([]);
    expect((await listTeams.execute(as(scene.company.admin), { status: 'archived' })).data).toEqual([]);
  });

  it('stop their keys when they are archived, and come back without them', async () => {
    const key = await insertVirtualKey(scene.database, scene.company.tenantId, { kind: 'team', teamId: scene.company.searchId });
    const other = await insertVirtualKey(scene.database, scene.company.tenantId, { kind: 'team', teamId: scene.company.fieldId });
    const archived = await archiveTeam.execute(as(scene.company.lead, { ifMatch: 1 }), { team_id: teamId(scene.company.searchId) });
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
    const restored = await restoreTeam.execute(as(scene.company.admin), { team_id: teamId(scene.company.searchId) });
    expect(restored).toMatchObject({ version: 3, archived_at: null });
    expect((await statuses()).get(key.id)).toBe('disabled');
  });

  it('nest without cycles, and stay while teams are nested in them', async () => {
    const inner = await createTeam.execute(as(scene.company.lead), { name: 'Ranking', parent_id: teamId(scene.company.searchId) });
    const move = { team_id: teamId(scene.company.searchId), parent_id: teamId(inner.id) };
    expect(await faultOf(updateTeam.execute(as(scene.company.admin), move))).toBe('validation_failed /parent_id');
    expect(await faultOf(archiveTeam.execute(as(scene.company.admin), { team_id: teamId(scene.company.searchId) }))).toBe('conflict');
  });

  it('are moved only by who may work on both ends', async () => {
    await makeDepartmentAdmin(scene.company.member, scene.company.engineeringId);
    const move = (person: SamplePerson, department_id: string | null) =>
      faultOf(updateTeam.execute(as(person), { team_id: teamId(scene.company.searchId), department_id }));
    expect(await move(scene.company.member, departmentId(scene.company.salesId))).toBe('forbidden');
    expect(await move(scene.company.member, null)).toBe('forbidden');
    expect(await move(scene.company.lead, null)).toBe('forbidden');
    expect(await move(scene.company.admin, null)).toBe('success');
    expect((await getTeam.execute(as(scene.company.admin), { team_id: teamId(scene.company.searchId) })).department_id).toBeNull();
    expect(await move(scene.company.admin, departmentId(newUuid()))).toBe('not_found /department_id');
  });

  it('change one version at a time: of several changes of one version one wins', async () => {
    const rename = (name: string) =>
      faultOf(updateTeam.execute(as(scene.company.lead, { ifMatch: 1 }), { team_id: teamId(scene.company.searchId), name }));
    const outcomes = await Promise.all(['A', 'B', 'C', 'D'].map(rename));
    expect(outcomes.filter((fault) => fault === 'success')).toHaveLength(1);
    expect(outcomes.filter((fault) => fault === 'precondition_failed')).toHaveLength(3);
    expect(await rename('Field')).toBe('precondition_failed');
    expect(await faultOf(updateTeam.execute(as(scene.company.lead), { team_id: teamId(scene.company.searchId), name: 'field' }))).toBe(
      'conflict /name',
    );
  });
});

it('rows of another tenant are never counted, named or taken for a parent', async () => {
  const other = await scene.otherCompany();
  await inTenant(scene.database.databases.app, other.tenantId, async (tx) => {
    await tx.insert(department).values({ tenantId: other.tenantId, id: newUuid(), name: 'Theirs' });
    await tx.insert(team).values({ tenantId: other.tenantId, id: newUuid(), name: 'Theirs' });
  });
  expect(await faultOf(newDepartment('Theirs'))).toBe('success');
  expect(await faultOf(newDepartment('Below theirs', other.salesId))).toBe('not_found');
  const { data } = await listTeams.execute(as(scene.company.admin), { status: 'all' });
  expect(data.map(({ name }) => name)).toEqual(['Field', 'Search']);
});
