import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { builtInRoles, grantRole, listAssignments, listPermissions, listRoles, revokeRole, seededRoles } from '#lib/access/index.ts';
import { isPermissionName, permissions } from '#lib/contracts/permissions.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { deactivateUser } from '#lib/identity/index.ts';
import { createTeam } from '#lib/organization/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('roles');
const { as, inside } = scene;

const roleId = (name: string) =>
  inside(async (tx) => (await tx.select({ id: role.id }).from(role).where(eq(role.name, name)))[0]?.id ?? '').then((id) =>
    toPublicId('role', id),
  );
const onEngineering = () => ({ department_id: toPublicId('department', scene.company.engineeringId) });
const onSearch = () => ({ team_id: toPublicId('team', scene.company.searchId) });

const grant = async (
  by: SamplePerson,
  to: SamplePerson,
  name: string,
  where: { department_id?: string; team_id?: string; expires_at?: string } = {},
) => grantRole.execute(as(by), { user_id: toPublicId('user', to.userId), role_id: await roleId(name), ...where });
const assignmentOf = async (person: SamplePerson, name: string): Promise<string> => {
  const { data } = await listAssignments.execute(as(scene.company.admin), {
    user_id: toPublicId('user', person.userId),
    role_id: await roleId(name),
  });
  return toPublicId('roleAssignment', data[0]?.id ?? '');
};

describe('roles [IAM-1]', () => {
  it('are the eight with their levels, highest first, with how many hold them', async () => {
    const { data } = await listRoles.execute(as(scene.company.admin), {});
    const seeded = [...builtInRoles, ...seededRoles].toSorted((one, other) => other.level - one.level);
    expect(data.map(({ name, level }) => [name, level])).toEqual(seeded.map(({ name, level }) => [name, level]));
    expect(data.filter((one) => !one.built_in).map(({ title }) => title)).toEqual(['Finance', 'Auditor']);
    expect(Object.fromEntries(data.map((row) => [row.name, row.holder_count]))).toMatchObject({
      tenant_admin: 1,
      user: 3,
      guest: 1,
      super_admin: 0,
      team_lead: 1,
    });
  });

  it('hold permissions of the catalogue only', async () => {
    const { data } = await listPermissions.execute(as(scene.company.admin), {});
    expect(data.map(({ name }) => name)).toEqual(Object.keys(permissions));
    const known = new Set(data.map(({ name }) => name));
    expect(data.length).toBeGreaterThan(40);
    for (const { permissions: held } of [...builtInRoles, ...seededRoles])
      for (const name of held) expect(isPermissionName(name) && (name.endsWith('*') || known.has(name)), name).toBe(true);
  });
});

describe('granting [IAM-2]', () => {
  it('gives what the role holds, where it was granted, from the next request on', async () => {
    const make = () => faultOf(createTeam.execute(as(scene.company.seller), { name: `Team ${newUuid()}`, ...onEngineering() }));
    expect(await make()).toBe('forbidden');
    const made = await grant(scene.company.admin, scene.company.seller, 'department_admin', onEngineering());
    expect(made).toMatchObject({
      scope_kind: 'department',
      scope_name: 'Engineering',
      role_name: 'department_admin',
      user_email: scene.company.seller.email,
    });
    expect(await make()).toBe('success');
    await revokeRole.execute(as(scene.company.admin), { assignment_id: toPublicId('roleAssignment', made.id) });
    expect(await make()).toBe('forbidden');
  });

  it('ends by itself when it has an end, which lies in the future', async () => {
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    await grant(scene.company.admin, scene.company.seller, 'department_admin', { ...onEngineering(), expires_at });
    const makeAfter = (ms: number) => {
      const later = { ...as(scene.company.seller), runtime: { ...scene.runtime, clock: { now: () => Date.now() + ms } } };
      return faultOf(createTeam.execute(later, { name: `Team ${ms}`, ...onEngineering() }));
    };
    expect(await makeAfter(0)).toBe('success');
    expect(await makeAfter(61_000)).toBe('forbidden');
    expect(
      await faultOf(grant(scene.company.admin, scene.company.seller, 'guest', { expires_at: new Date(Date.now() - 1).toISOString() })),
    ).toBe('validation_failed /expires_at');
  });

  it('is refused for a role above one’s own, for permissions one does not hold, and elsewhere than where one holds them', async () => {
    await grant(scene.company.admin, scene.company.seller, 'department_admin', onEngineering());
    const { seller, guest } = scene.company;
    expect(await faultOf(grant(seller, guest, 'team_lead', onEngineering()))).toBe('success');
    expect(await faultOf(grant(seller, guest, 'power_user', onSearch()))).toBe('success');
    expect(await faultOf(grant(seller, guest, 'tenant_admin', onEngineering()))).toBe('forbidden');
    expect(await faultOf(grant(seller, guest, 'team_lead', { department_id: toPublicId('department', scene.company.salesId) }))).toBe(
      'not_found',
    );
    expect(await faultOf(grant(seller, guest, 'team_lead'))).toBe('forbidden');
    expect(await faultOf(grant(scene.company.admin, guest, 'super_admin'))).toBe('forbidden');
    await inside((tx) =>
      tx
        .insert(role)
        .values({ tenantId: scene.company.tenantId, id: newUuid(), name: 'spy', title: 'Spy', level: 20, permissions: ['audit.read'] }),
    );
    expect(await faultOf(grant(seller, guest, 'spy', onSearch()))).toBe('forbidden');
    expect(await faultOf(grant(scene.company.admin, guest, 'spy', onSearch()))).toBe('success');
  });

  it('is refused to people, roles and places that are not there, twice, and on two places at once', async () => {
    const nowhere = { team_id: toPublicId('team', newUuid()) };
    expect(await faultOf(grant(scene.company.admin, scene.company.seller, 'guest', nowhere))).toBe('not_found');
    const stranger = { ...scene.company.seller, userId: newUuid() };
    expect(await faultOf(grant(scene.company.admin, stranger, 'guest'))).toBe('not_found /user_id');
    const none = { user_id: toPublicId('user', scene.company.seller.userId), role_id: toPublicId('role', newUuid()) };
    expect(await faultOf(grantRole.execute(as(scene.company.admin), none))).toBe('not_found /role_id');
    expect(await faultOf(grant(scene.company.admin, scene.company.seller, 'guest', { ...onEngineering(), ...onSearch() }))).toBe(
      'validation_failed /team_id',
    );
    expect(await faultOf(grant(scene.company.admin, scene.company.seller, 'guest', onSearch()))).toBe('success');
    expect(await faultOf(grant(scene.company.admin, scene.company.seller, 'guest', onSearch()))).toBe('conflict /role_id');
    await deactivateUser.execute(as(scene.company.admin), { user_id: toPublicId('user', scene.company.guest.userId) });
    expect(await faultOf(grant(scene.company.admin, scene.company.guest, 'user'))).toBe('conflict');
  });

  it('of another tenant’s role or person is as if it were not there', async () => {
    const other = await scene.otherCompany();
    const theirs = await inTenant(scene.database.databases.app, other.tenantId, (tx) =>
      tx.select().from(role).where(eq(role.name, 'guest')),
    );
    const given = { user_id: toPublicId('user', scene.company.seller.userId), role_id: toPublicId('role', theirs[0]?.id ?? '') };
    expect(await faultOf(grantRole.execute(as(scene.company.admin), given))).toBe('not_found /role_id');
    expect(await faultOf(grant(scene.company.admin, other.seller, 'guest'))).toBe('not_found /user_id');
  });
});

describe('taking away [IAM-2]', () => {
  it('is for those who could have granted it', async () => {
    await grant(scene.company.admin, scene.company.seller, 'department_admin', onEngineering());
    const made = await grant(scene.company.admin, scene.company.guest, 'tenant_admin', onSearch());
    expect(await faultOf(revokeRole.execute(as(scene.company.seller), { assignment_id: toPublicId('roleAssignment', made.id) }))).toBe(
      'forbidden',
    );
    expect(await faultOf(revokeRole.execute(as(scene.company.member), { assignment_id: toPublicId('roleAssignment', made.id) }))).toBe(
      'not_found',
    );
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), { assignment_id: toPublicId('roleAssignment', made.id) }))).toBe(
      'success',
    );
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), { assignment_id: toPublicId('roleAssignment', made.id) }))).toBe(
      'not_found',
    );
  });

  it('never leaves the organization without an administrator', async () => {
    const mine = { assignment_id: await assignmentOf(scene.company.admin, 'tenant_admin') };
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), mine))).toBe('conflict');
    const soon = new Date(Date.now() + 60_000).toISOString();
    await grant(scene.company.admin, scene.company.guest, 'tenant_admin', { expires_at: soon });
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), mine))).toBe('conflict');
    await grant(scene.company.admin, scene.company.seller, 'tenant_admin', onSearch());
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), mine))).toBe('conflict');
    await grant(scene.company.admin, scene.company.lead, 'tenant_admin');
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, scene.company.lead.userId)));
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), mine))).toBe('conflict');
    await inside((tx) => tx.update(userAccount).set({ status: 'active' }).where(eq(userAccount.id, scene.company.lead.userId)));
    expect(await faultOf(revokeRole.execute(as(scene.company.admin), mine))).toBe('success');
  });

  it('keeps one administrator also when the last two take each other away at once', async () => {
    await grant(scene.company.admin, scene.company.lead, 'tenant_admin');
    const [ofAdmin, ofLead] = [
      await assignmentOf(scene.company.admin, 'tenant_admin'),
      await assignmentOf(scene.company.lead, 'tenant_admin'),
    ];
    const outcomes = await Promise.all([
      faultOf(revokeRole.execute(as(scene.company.admin), { assignment_id: ofLead })),
      faultOf(revokeRole.execute(as(scene.company.lead), { assignment_id: ofAdmin })),
      faultOf(deactivateUser.execute(as(scene.company.admin), { user_id: toPublicId('user', scene.company.lead.userId) })),
    ]);
    expect(outcomes).toContain('success');
    const left = await inside((tx) =>
      tx
        .select({ id: roleAssignment.id })
        .from(roleAssignment)
        .innerJoin(role, eq(role.id, roleAssignment.roleId))
        .innerJoin(userAccount, eq(userAccount.id, roleAssignment.userId))
        .where(and(eq(role.name, 'tenant_admin'), eq(userAccount.status, 'active'))),
    );
    expect(left.length).toBeGreaterThan(0);
  });
});

describe('who holds what', () => {
  it('is shown to everybody for themselves, and to a department’s administrator for the department', async () => {
    const own = await listAssignments.execute(as(scene.company.guest), {});
    expect(own.data.map(({ user_id, role_name }) => [user_id, role_name])).toEqual([[scene.company.guest.userId, 'guest']]);
    await grant(scene.company.admin, scene.company.seller, 'department_admin', onEngineering());
    await grant(scene.company.admin, scene.company.member, 'guest', onSearch());
    await grant(scene.company.admin, scene.company.lead, 'guest', { team_id: toPublicId('team', scene.company.fieldId) });
    const { data } = await listAssignments.execute(as(scene.company.seller), {});
    expect(data.map(({ scope_name }) => scope_name).sort()).toEqual(['Engineering', 'Search', null]);
    expect(data.find(({ scope_name }) => scope_name === null)).toMatchObject({ user_id: scene.company.seller.userId });
  });
});
