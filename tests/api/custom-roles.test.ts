import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { project, role, ssoConnection } from '#db/schema/index.ts';
import { archiveRole, createRole, getRole, grantRole, listRoles, restoreRole, revokeRole, updateRole } from '#lib/access/index.ts';
import { getOverview } from '#lib/analytics/index.ts';
import { roleDepthMax } from '#lib/command/held-roles.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { resetPassword } from '#lib/identity/index.ts';
import { createInvitation, revokeInvitation } from '#lib/invitations/index.ts';
import { createTeam, listDepartments } from '#lib/organization/index.ts';
import { getProject, listEnvironments, listProjects, updateProject } from '#lib/projects/index.ts';
import { listUsageEvents } from '#lib/usage/list-usage-events.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('custom-roles');
const { as, inside } = scene;

const admin = () => as(scene.company.admin);
const roleNamed = (name: string) =>
  inside((tx) => tx.select({ id: role.id }).from(role).where(eq(role.name, name))).then((rows) => toPublicId('role', rows[0]?.id ?? ''));
const onEngineering = () => ({ department_id: toPublicId('department', scene.company.engineeringId) });
const idOf = ({ id }: { id: string }) => ({ role_id: toPublicId('role', id) });
let made = 0;
const make = (by: SamplePerson, fields: { level?: number; permissions?: string[]; parent_id?: string } = {}) => {
  made += 1;
  return createRole.execute(as(by), { name: `role_${made}`, title: `Role ${made}`, level: 60, ...fields });
};
const give = (person: SamplePerson, of: { id: string }, where: Record<string, string> = {}) =>
  grantRole.execute(admin(), { user_id: toPublicId('user', person.userId), ...idOf(of), ...where });
const makesTeam = (person: SamplePerson) => faultOf(createTeam.execute(as(person), { name: `Team ${newUuid()}`, ...onEngineering() }));

/** Somebody who works on roles without being an administrator. */
async function roleMaker(): Promise<SamplePerson> {
  const { seller } = scene.company;
  const own = ['roles.*', 'teams.*', 'departments.read'];
  await give(seller, await make(scene.company.admin, { level: 70, permissions: own }));
  return seller;
}

describe('a custom role [IAM-1]', () => {
  it('holds its own permissions and those of its parents, wildcards included', async () => {
    const base = await make(scene.company.admin, { permissions: ['teams.*'] });
    const middle = await make(scene.company.admin, { permissions: ['keys.read'], parent_id: idOf(base).role_id });
    const low = await make(scene.company.admin, { permissions: [], parent_id: idOf(middle).role_id });
    expect(low).toMatchObject({ own_permissions: [], permissions: ['keys.read', 'teams.*'], parent_title: middle.title, built_in: false });
    const { guest } = scene.company;
    expect(await makesTeam(guest)).toBe('not_found');
    await give(guest, low);
    expect(await makesTeam(guest)).toBe('success');
    await updateRole.execute(admin(), { ...idOf(base), permissions: ['teams.read'] });
    expect(await makesTeam(guest)).toBe('forbidden');
    await updateRole.execute(admin(), { ...idOf(base), permissions: ['teams.write', 'teams.read', 'teams.read'] });
    expect(await makesTeam(guest)).toBe('success');
    expect(await updateRole.execute(admin(), { ...idOf(low), parent_id: null })).toMatchObject({ permissions: [], version: 2 });
    expect(await makesTeam(guest)).toBe('not_found');
    expect(await getRole.execute(admin(), idOf(base))).toMatchObject({ own_permissions: ['teams.read', 'teams.write'], version: 3 });
  });

  it('may inherit from a built-in one, which itself cannot be changed', async () => {
    const parent_id = await roleNamed('power_user');
    const own = await make(scene.company.admin, { parent_id, permissions: ['usage.read'] });
    expect(own.permissions).toEqual(expect.arrayContaining(['usage.read', 'connections.test', 'gateway.use']));
    for (const change of [updateRole, archiveRole])
      expect(await faultOf(change.execute(admin(), { role_id: parent_id, ...(change === updateRole ? { title: 'X' } : {}) }))).toBe(
        'conflict',
      );
  });

  it('is refused in a circle, too deep, under an archived parent, and with a level that does not fit', async () => {
    const line = [await make(scene.company.admin)];
    for (let depth = 1; depth < roleDepthMax; depth += 1)
      line.push(await make(scene.company.admin, { parent_id: idOf(line.at(-1) ?? { id: '' }).role_id }));
    const [first, second] = line.map(idOf);
    const last = idOf(line.at(-1) ?? { id: '' });
    expect(await faultOf(make(scene.company.admin, { parent_id: last.role_id }))).toBe('validation_failed /parent_id');
    const above = await make(scene.company.admin);
    const raise = updateRole.execute(admin(), { role_id: first?.role_id, parent_id: idOf(above).role_id });
    expect(await faultOf(raise)).toBe('validation_failed /parent_id');
    for (const parent of [first, second, last])
      expect(await faultOf(updateRole.execute(admin(), { role_id: first?.role_id, parent_id: parent?.role_id }))).toBe(
        'validation_failed /parent_id',
      );
    expect(await faultOf(updateRole.execute(admin(), { role_id: first?.role_id, level: 61 }))).toBe('validation_failed /level');
    expect(await faultOf(updateRole.execute(admin(), { ...last, level: 59 }))).toBe('validation_failed /level');
    expect(await faultOf(updateRole.execute(admin(), { ...last, level: 61 }))).toBe('success');
    expect(await faultOf(make(scene.company.admin, { permissions: ['*'], level: 89 }))).toBe('validation_failed /level');
    expect(await faultOf(make(scene.company.admin, { permissions: ['no.such'] }))).toBe('validation_failed /permissions/0');
    expect(await faultOf(make(scene.company.admin, { permissions: ['nothing.*'] }))).toBe('validation_failed /permissions/0');
    await archiveRole.execute(admin(), idOf(above));
    expect(await faultOf(make(scene.company.admin, { parent_id: idOf(above).role_id }))).toBe('not_found /parent_id');
    expect(await faultOf(make(scene.company.admin, { parent_id: toPublicId('role', newUuid()) }))).toBe('not_found /parent_id');
  });

  it('is archived when nobody holds it and nothing inherits from it, cannot be granted then, and comes back', async () => {
    const parent = await make(scene.company.admin);
    const child = await make(scene.company.admin, { parent_id: idOf(parent).role_id });
    expect(await faultOf(archiveRole.execute(admin(), idOf(parent)))).toBe('conflict');
    const grant = await give(scene.company.guest, child);
    expect(await faultOf(archiveRole.execute(admin(), idOf(child)))).toBe('conflict');
    await revokeRole.execute(admin(), { assignment_id: toPublicId('roleAssignment', grant.id) });
    await archiveRole.execute(admin(), idOf(child));
    await archiveRole.execute(admin(), idOf(parent));
    expect(await faultOf(give(scene.company.guest, child))).toBe('not_found /role_id');
    const listed = async (status: string) => (await listRoles.execute(admin(), { status })).data.map(({ name }) => name);
    expect(await listed('archived')).toEqual(expect.arrayContaining([parent.name, child.name]));
    expect(await listed('active')).not.toContain(child.name);
    expect(await faultOf(restoreRole.execute(admin(), idOf(child)))).toBe('not_found /parent_id');
    await restoreRole.execute(admin(), idOf(parent));
    await restoreRole.execute(admin(), idOf(child));
    expect(await faultOf(give(scene.company.guest, child))).toBe('success');
    expect(await faultOf(createRole.execute(admin(), { name: child.name, title: 'Again', level: 1 }))).toBe('conflict /name');
  });
});

describe('an archived role [IAM-1]', () => {
  it('is none that an invitation or an identity provider still gives', async () => {
    const promised = await make(scene.company.admin);
    const { invitation } = await createInvitation.execute(admin(), { email: 'grace@example.com', ...idOf(promised) });
    expect(await faultOf(archiveRole.execute(admin(), idOf(promised)))).toBe('conflict');
    await revokeInvitation.execute(admin(), { invitation_id: toPublicId('invitation', invitation.id) });
    expect(await faultOf(archiveRole.execute(admin(), idOf(promised)))).toBe('success');
    const provider = { tenantId: scene.company.tenantId, kind: 'oidc' as const };
    const [mapped, byDefault] = [await make(scene.company.admin), await make(scene.company.admin)];
    const groupMappings = [{ group: 'other' }, { group: 'staff', roleId: mapped.id, teamId: scene.company.searchId }];
    await inside((tx) =>
      tx.insert(ssoConnection).values([
        { ...provider, id: newUuid(), name: 'One', groupMappings },
        { ...provider, id: newUuid(), name: 'Two', defaultRoleId: byDefault.id },
      ]),
    );
    for (const one of [mapped, byDefault]) expect(await faultOf(archiveRole.execute(admin(), idOf(one)))).toBe('conflict');
    await inside((tx) => tx.update(ssoConnection).set({ archivedAt: new Date() }));
    for (const one of [mapped, byDefault]) expect(await faultOf(archiveRole.execute(admin(), idOf(one)))).toBe('success');
  });

  it('that somebody was granted at the same moment can still be taken away', async () => {
    const own = await make(scene.company.admin);
    const grant = await give(scene.company.guest, own);
    await inside((tx) => tx.update(role).set({ archivedAt: new Date() }).where(eq(role.id, own.id)));
    expect(await faultOf(revokeRole.execute(admin(), { assignment_id: toPublicId('roleAssignment', grant.id) }))).toBe('success');
  });
});

describe('making roles [IAM-2]', () => {
  it('gives nobody more than they hold: neither by a new role, nor by widening one, nor by its parent or its level', async () => {
    const maker = await roleMaker();
    expect(await faultOf(make(maker, { permissions: ['teams.write'] }))).toBe('success');
    expect(await faultOf(make(maker, { permissions: ['audit.read'] }))).toBe('forbidden');
    expect(await faultOf(make(maker, { permissions: ['departments.*'] }))).toBe('forbidden');
    expect(await faultOf(make(maker, { permissions: ['*'], level: 95 }))).toBe('forbidden');
    expect(await faultOf(make(maker, { level: 71 }))).toBe('forbidden');
    expect(await faultOf(make(maker, { level: 65, parent_id: await roleNamed('finance') }))).toBe('forbidden');
    const own = await make(maker, { permissions: ['teams.read'] });
    const change = (fields: object) => faultOf(updateRole.execute(as(maker), { ...idOf(own), ...fields }));
    expect(await change({ permissions: ['teams.read', 'users.write'] })).toBe('forbidden');
    expect(await change({ parent_id: await roleNamed('auditor'), level: 64 })).toBe('forbidden');
    expect(await change({ level: 80 })).toBe('forbidden');
    expect(await change({ permissions: ['teams.*'], level: 70 })).toBe('success');
  });

  it('does not reach roles that hold more, not even to narrow them', async () => {
    const maker = await roleMaker();
    const strong = await make(scene.company.admin, { permissions: ['audit.read'] });
    expect(await faultOf(updateRole.execute(as(maker), { ...idOf(strong), permissions: [] }))).toBe('forbidden');
    expect(await faultOf(archiveRole.execute(as(maker), idOf(strong)))).toBe('forbidden');
    expect(await faultOf(make(scene.company.lead))).toBe('forbidden');
  });

  it('of what another tenant has is as if it were not there', async () => {
    const other = await scene.otherCompany();
    const [theirs] = await inside((tx) => tx.select().from(role).where(eq(role.name, 'auditor')), other.tenantId);
    const id = idOf(theirs ?? { id: '' });
    expect(await faultOf(getRole.execute(admin(), id))).toBe('not_found');
    expect(await faultOf(updateRole.execute(admin(), { ...id, title: 'Mine' }))).toBe('not_found');
    expect(await faultOf(make(scene.company.admin, { parent_id: id.role_id, level: 64 }))).toBe('not_found /parent_id');
  });
});

describe('a role on a project [IAM-2]', () => {
  it('holds on the project and what belongs to it, and nowhere else', async () => {
    const { tenantId, searchId, seller, guest } = scene.company;
    const [mine, beside] = [newUuid(), newUuid()];
    await inside((tx) =>
      tx.insert(project).values([
        { tenantId, id: mine, slug: 'mine', name: 'Mine', teamId: searchId },
        { tenantId, id: beside, slug: 'beside', name: 'Beside', teamId: searchId },
      ]),
    );
    const project_id = toPublicId('project', mine);
    const manager = await make(scene.company.admin, { permissions: ['projects.*'] });
    const granted = await give(guest, manager, { project_id });
    expect(granted).toMatchObject({ scope_kind: 'project', project_id: mine, team_id: null, scope_name: 'Mine' });
    const seen = async (person: SamplePerson) => (await listProjects.execute(as(person), {})).data.map(({ name }) => name);
    expect(await seen(guest)).toEqual(['Mine']);
    expect((await listEnvironments.execute(as(guest), {})).data).toEqual([]);
    const rename = (id: string) => faultOf(updateProject.execute(as(guest), { project_id: toPublicId('project', id), name: newUuid() }));
    expect(await rename(mine)).toBe('success');
    expect(await rename(beside)).toBe('not_found');
    expect(await faultOf(listDepartments.execute(as(guest), {}))).toBe('forbidden');
    expect(await faultOf(give(guest, manager, { project_id, ...onEngineering() }))).toBe('validation_failed /project_id');
    expect(await faultOf(give(guest, manager, { project_id: toPublicId('project', newUuid()) }))).toBe('not_found');
    await revokeRole.execute(admin(), { assignment_id: toPublicId('roleAssignment', granted.id) });
    expect(await faultOf(getProject.execute(as(guest), { project_id }))).not.toBe('success');
    expect(await faultOf(getProject.execute(as(seller), { project_id }))).toBe('success');
  });

  it('shows the usage of the project, beside that of one’s own teams and oneself, each call once', async () => {
    const { tenantId, searchId, fieldId, guest } = scene.company;
    const projectId = newUuid();
    await inside((tx) => tx.insert(project).values({ tenantId, id: projectId, slug: 'metered', name: 'Metered', teamId: searchId }));
    const reader = await make(scene.company.admin, { permissions: ['usage.*', 'analytics.read'] });
    const ofTeam = await give(guest, reader, { team_id: toPublicId('team', fieldId) });
    const at = (minutes: number) => Date.now() - minutes * 60_000;
    const calls = [
      companyCall(scene.company, { atMs: at(1), by: { projectId, teamId: searchId } }),
      companyCall(scene.company, { atMs: at(2), by: { projectId, teamId: fieldId } }),
      companyCall(scene.company, { atMs: at(3), by: { projectId, userId: guest.userId } }),
      companyCall(scene.company, { atMs: at(4), by: { userId: guest.userId } }),
      companyCall(scene.company, { atMs: at(5), by: { teamId: fieldId, userId: guest.userId } }),
      companyCall(scene.company, { atMs: at(6), by: { teamId: searchId } }),
      companyCall(scene.company, { atMs: at(7), by: { projectId: newUuid(), teamId: searchId } }),
    ];
    await postCalls(scene.database, calls);
    const seen = async () => (await listUsageEvents.execute(as(guest), {})).data.map(({ id }) => calls.findIndex((one) => one.id === id));
    const counted = async () => (await getOverview.execute(as(guest), {})).totals.requests;
    expect(await seen()).toEqual([1, 2, 3, 4]);
    await give(guest, reader, { project_id: toPublicId('project', projectId) });
    expect(await seen()).toEqual([0, 1, 2, 3, 4]);
    expect(await counted()).toBe(5);
    await revokeRole.execute(admin(), { assignment_id: toPublicId('roleAssignment', ofTeam.id) });
    expect(await seen()).toEqual([0, 1, 2, 3, 4]);
  });

  it('ranks its holder on the project alone', async () => {
    const { tenantId, guest, member } = scene.company;
    const id = newUuid();
    await inside((tx) => tx.insert(project).values({ tenantId, id, slug: 'p', name: 'P' }));
    const people = await make(scene.company.admin, { level: 85, permissions: ['users.*'] });
    await give(guest, people, { project_id: toPublicId('project', id) });
    const reset = resetPassword.execute(as(guest), { user_id: toPublicId('user', member.userId) });
    expect(await faultOf(reset)).toBe('not_found');
  });
});
