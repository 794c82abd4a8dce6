import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEntry, costCenter, groupMember, role, userGroup } from '#db/schema/index.ts';
import { grantRole, listRoles } from '#lib/access/index.ts';
import { groupMembersMax } from '#lib/contracts/groups.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import {
  addGroupMember,
  addMembers,
  createGroup,
  deleteGroup,
  followGroupsOfPerson,
  getGroup,
  grantGroupRole,
  insertGroup,
  listGroupMembers,
  listGroups,
  lockGroup,
  removeGroupMember,
  revokeGroupRole,
  setMembers,
  ssoGroupId,
  updateGroup,
} from '#lib/groups/index.ts';
import { deactivateUser, getMe, resetPassword } from '#lib/identity/index.ts';
import { createTeam } from '#lib/organization/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('groups');
const { as, inside } = scene;

const admin = () => as(scene.company.admin);
const roleId = (name: string) =>
  inside((tx) => tx.select({ id: role.id }).from(role).where(eq(role.name, name))).then((rows) => toPublicId('role', rows[0]?.id ?? ''));
const onEngineering = () => ({ department_id: toPublicId('department', scene.company.engineeringId) });
const userOf = ({ userId }: SamplePerson) => toPublicId('user', userId);
const groupOf = ({ id }: { id: string }) => ({ group_id: toPublicId('group', id) });

async function groupThatGrants(name: string, where: { department_id?: string; team_id?: string; expires_at?: string } = {}) {
  const group = await createGroup.execute(admin(), { name: `Group ${newUuid()}` });
  return grantGroupRole.execute(admin(), { ...groupOf(group), role_id: await roleId(name), ...where });
}
const put = (by: SamplePerson, person: SamplePerson, group: { id: string }) =>
  addGroupMember.execute(as(by), { ...groupOf(group), user_id: userOf(person) });
const makesTeam = (person: SamplePerson) => faultOf(createTeam.execute(as(person), { name: `Team ${newUuid()}`, ...onEngineering() }));

describe('a group [ORG-7]', () => {
  it('gives its roles where it grants them to whoever is in it, from the next request on, and takes them away again', async () => {
    const { seller } = scene.company;
    const group = await groupThatGrants('department_admin', onEngineering());
    expect(group.roles).toMatchObject([{ role_name: 'department_admin', scope_kind: 'department', scope_name: 'Engineering' }]);
    expect(await makesTeam(seller)).toBe('forbidden');
    await put(scene.company.admin, seller, group);
    expect(await makesTeam(seller)).toBe('success');
    expect((await getMe.execute(as(seller), {})).permissions).toContain('departments.write');
    await removeGroupMember.execute(admin(), { ...groupOf(group), user_id: userOf(seller) });
    expect(await makesTeam(seller)).toBe('forbidden');

    await put(scene.company.admin, seller, group);
    const grant = { group_role_id: toPublicId('groupRole', group.roles[0]?.id ?? '') };
    await revokeGroupRole.execute(admin(), { ...groupOf(group), ...grant });
    expect(await makesTeam(seller)).toBe('forbidden');
    expect(await faultOf(revokeGroupRole.execute(admin(), { ...groupOf(group), ...grant }))).toBe('not_found');
  });

  it('stops granting with its end, with its deletion, and counts among the holders of the role until then', async () => {
    const { seller } = scene.company;
    const group = await groupThatGrants('department_admin', {
      ...onEngineering(),
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    });
    await put(scene.company.admin, seller, group);
    const later = { ...as(seller), runtime: { ...scene.runtime, clock: { now: () => Date.now() + 61_000 } } };
    expect(await faultOf(createTeam.execute(later, { name: 'Too late', ...onEngineering() }))).toBe('forbidden');
    expect(await makesTeam(seller)).toBe('success');
    const holders = async () => (await listRoles.execute(admin(), {})).data.find(({ name }) => name === 'department_admin')?.holder_count;
    expect(await holders()).toBe(1);
    await deleteGroup.execute(admin(), groupOf(group));
    expect(await makesTeam(seller)).toBe('forbidden');
    expect(await holders()).toBe(0);
    expect(await faultOf(getGroup.execute(admin(), groupOf(group)))).toBe('not_found');
    expect(await inside((tx) => tx.select().from(groupMember))).toEqual([]);
  });

  it('has a cost center and members, pages of whom are listed', async () => {
    const center = newUuid();
    await inside((tx) => tx.insert(costCenter).values({ tenantId: scene.company.tenantId, id: center, code: '4711', name: 'Research' }));
    const cost_center_id = toPublicId('costCenter', center);
    const made = await createGroup.execute(admin(), { name: 'Researchers', cost_center_id });
    expect(made).toMatchObject({ cost_center_code: '4711', origin: 'manual', external_id: null, roles: [], member_count: 0 });
    for (const person of [scene.company.seller, scene.company.member, scene.company.guest]) await put(scene.company.admin, person, made);
    const first = await listGroupMembers.execute(admin(), { ...groupOf(made), limit: 2 });
    const rest = await listGroupMembers.execute(admin(), { ...groupOf(made), limit: 2, cursor: first.next_cursor ?? '' });
    expect([...first.data, ...rest.data].map(({ name }) => name)).toEqual(['guest', 'member', 'seller']);
    await deactivateUser.execute(admin(), { user_id: userOf(scene.company.guest) });
    const changed = await updateGroup.execute(admin(), { ...groupOf(made), name: 'Research', cost_center_id: null });
    expect(changed).toMatchObject({ name: 'Research', cost_center_id: null, member_count: 2, version: 2 });
    const nowhere = { cost_center_id: toPublicId('costCenter', newUuid()) };
    expect(await faultOf(updateGroup.execute(admin(), { ...groupOf(made), ...nowhere }))).toBe('not_found /cost_center_id');
    expect(await faultOf(createGroup.execute(admin(), { name: 'research' }))).toBe('conflict /name');
    expect(await faultOf(put(scene.company.admin, scene.company.seller, made))).toBe('conflict /user_id');
    expect(await faultOf(put(scene.company.admin, scene.company.guest, made))).toBe('conflict');
    expect(await faultOf(updateGroup.execute(as(scene.company.admin, { ifMatch: 1 }), { ...groupOf(made), name: 'R' }))).toBe(
      'precondition_failed',
    );
  });

  it('is seen by those who may see groups, and by those who are in it', async () => {
    const mine = await groupThatGrants('guest');
    await groupThatGrants('guest');
    await put(scene.company.admin, scene.company.seller, mine);
    const names = async (person: SamplePerson) => (await listGroups.execute(as(person), {})).data.map(({ name }) => name);
    expect(await names(scene.company.admin)).toHaveLength(2);
    expect(await names(scene.company.seller)).toEqual([mine.name]);
    expect(await names(scene.company.lead)).toEqual([]);
    expect(await faultOf(getGroup.execute(as(scene.company.lead), groupOf(mine)))).toBe('not_found');
    const of = { user_id: userOf(scene.company.seller) };
    expect((await listGroups.execute(admin(), of)).data.map(({ name }) => name)).toEqual([mine.name]);
  });
});

describe('granting by a group [IAM-2]', () => {
  /** Lets the person work on groups and grant roles, without holding anything else on the organization. */
  async function letWorkOnGroups(person: SamplePerson): Promise<void> {
    const id = newUuid();
    const permissions = ['groups.read', 'groups.write', 'roles.assign', 'roles.read'];
    const row = { tenantId: scene.company.tenantId, id, name: `grouper-${id}`, title: 'Grouper', level: 75, permissions };
    await inside((tx) => tx.insert(role).values(row));
    await grantRole.execute(admin(), { user_id: userOf(person), role_id: toPublicId('role', id) });
  }

  it('is for those who could grant each of its roles: nobody comes to more than they hold through a group', async () => {
    const { seller, guest } = scene.company;
    await letWorkOnGroups(seller);
    const powerful = await groupThatGrants('tenant_admin');
    expect(await faultOf(put(seller, seller, powerful))).toBe('forbidden');
    expect(await faultOf(deleteGroup.execute(as(seller), groupOf(powerful)))).toBe('forbidden');
    const harmless = await groupThatGrants('guest');
    expect(await faultOf(put(seller, guest, harmless))).toBe('success');
    const grantTo = async (name: string, where = {}) =>
      faultOf(grantGroupRole.execute(as(seller), { ...groupOf(harmless), role_id: await roleId(name), ...where }));
    expect(await grantTo('tenant_admin')).toBe('forbidden');
    expect(await grantTo('team_lead', onEngineering())).toBe('forbidden');
    expect(await grantTo('user')).toBe('success');
    expect(await grantTo('user')).toBe('conflict /role_id');
    const grant = { group_role_id: toPublicId('groupRole', powerful.roles[0]?.id ?? '') };
    expect(await faultOf(revokeGroupRole.execute(as(seller), { ...groupOf(powerful), ...grant }))).toBe('forbidden');
    expect(await faultOf(removeGroupMember.execute(as(seller), { ...groupOf(harmless), user_id: userOf(guest) }))).toBe('success');
  });

  it('ranks whoever is in it: nobody below works on their account', async () => {
    const { seller, guest } = scene.company;
    await grantRole.execute(admin(), { user_id: userOf(seller), role_id: await roleId('department_admin') });
    const id = newUuid();
    const row = { tenantId: scene.company.tenantId, id, name: 'people', title: 'People', level: 80, permissions: ['users.*'] };
    await inside((tx) => tx.insert(role).values(row));
    await grantRole.execute(admin(), { user_id: userOf(seller), role_id: toPublicId('role', id) });
    expect(await faultOf(resetPassword.execute(as(seller), { user_id: userOf(guest) }))).toBe('success');
    await put(scene.company.admin, guest, await groupThatGrants('tenant_admin'));
    expect(await faultOf(resetPassword.execute(as(seller), { user_id: userOf(guest) }))).toBe('forbidden');
  });

  it('does not make up for the last administrator, because an identity provider could empty it', async () => {
    await put(scene.company.admin, scene.company.seller, await groupThatGrants('tenant_admin'));
    const me = { user_id: userOf(scene.company.admin) };
    expect(await faultOf(deactivateUser.execute(as(scene.company.seller), me))).toBe('conflict');
  });
});

describe('a group of an identity provider [ORG-7] [ORG-9]', () => {
  const work = <Result>(of: (work: Parameters<typeof insertGroup>[0]) => Promise<Result>) =>
    inside((tx) => of({ tx, tenantId: scene.company.tenantId, now: new Date() }));

  it('is changed there: name, members and existence are a conflict here; what it grants is not', async () => {
    const group = await work((at) => insertGroup(at, { name: 'Directory', origin: 'scim', externalId: 'x-1' }));
    expect(await faultOf(put(scene.company.admin, scene.company.seller, group))).toBe('conflict');
    expect(await faultOf(updateGroup.execute(admin(), { ...groupOf(group), name: 'Mine' }))).toBe('conflict');
    expect(await faultOf(deleteGroup.execute(admin(), groupOf(group)))).toBe('conflict');
    const refused = await updateGroup.execute(admin(), { ...groupOf(group), name: 'Mine' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      detail: expect.stringMatching(/Directory is kept by the identity provider \(SCIM\)\. Change it there/),
    });
    expect(await updateGroup.execute(admin(), { ...groupOf(group), description: 'Ours' })).toMatchObject({ description: 'Ours' });
    await grantGroupRole.execute(admin(), { ...groupOf(group), role_id: await roleId('department_admin'), ...onEngineering() });
    await work(async (at) => addMembers(at, await lockGroup(at, group.id), [scene.company.seller.userId]));
    expect(await makesTeam(scene.company.seller)).toBe('success');
    expect(await faultOf(removeGroupMember.execute(admin(), { ...groupOf(group), user_id: userOf(scene.company.seller) }))).toBe(
      'conflict',
    );
  });

  it('gets exactly the members it is given, and says who came and who left', async () => {
    const { seller, member, guest } = scene.company;
    const group = await work((at) => insertGroup(at, { name: 'Directory', origin: 'scim', externalId: null }));
    const set = (...people: SamplePerson[]) =>
      work(async (at) =>
        setMembers(
          at,
          await lockGroup(at, group.id),
          people.map(({ userId }) => userId),
        ),
      );
    expect(await set(seller, member)).toHaveLength(2);
    expect(await set(member, guest)).toMatchObject([
      { id: userOf(seller), before: { email: seller.email }, after: null },
      { id: userOf(guest), before: null, after: { email: guest.email } },
    ]);
    expect(await set(member, guest)).toEqual([]);
    const stranger = { ...guest, userId: newUuid() };
    expect(await faultOf(set(stranger))).toBe('not_found /user_id');
    const crowd = Array.from({ length: groupMembersMax + 1 }, () => ({ ...guest, userId: newUuid() }));
    expect(await faultOf(set(...crowd))).toBe('limit_reached');
  });

  it('follows a sign-in: the person is in the groups it named, made where they were not there, and in no other of its kind', async () => {
    const { seller } = scene.company;
    const byHand = await groupThatGrants('guest');
    await put(scene.company.admin, seller, byHand);
    const [connection, another] = [newUuid(), newUuid()];
    const followAt = (connectionId: string, ...names: string[]) => {
      const groups = names.map((name) => ({ name, externalId: ssoGroupId(connectionId, name) }));
      return work((at) => followGroupsOfPerson(at, seller.userId, groups, [connectionId]));
    };
    const follow = (...names: string[]) => followAt(connection, ...names);
    const mine = async () => (await listGroups.execute(as(seller), {})).data.map(({ name }) => name);
    expect(await follow('engineers', 'pilots')).toHaveLength(4);
    expect(await mine()).toEqual(['engineers', byHand.name, 'pilots']);
    expect(await follow('pilots', 'engineers')).toEqual([]);
    expect(await follow('pilots')).toMatchObject([{ resource: 'group_member', after: null }]);
    expect(await mine()).toEqual([byHand.name, 'pilots']);
    await followAt(another, 'captains');
    expect(await mine()).toEqual(['captains', byHand.name, 'pilots']);
    expect(await follow()).toHaveLength(1);
    expect(await mine()).toEqual(['captains', byHand.name]);
    expect(await faultOf(follow('pilots', byHand.name))).toBe('conflict /name');
  });

  it('of another tenant cannot be reached', async () => {
    const other = await scene.otherCompany();
    const theirs = newUuid();
    await inside((tx) => tx.insert(userGroup).values({ tenantId: other.tenantId, id: theirs, name: 'Theirs' }), other.tenantId);
    const group = { id: theirs };
    expect(await faultOf(getGroup.execute(admin(), groupOf(group)))).toBe('not_found');
    expect(await faultOf(put(scene.company.admin, scene.company.seller, group))).toBe('not_found');
    const own = await groupThatGrants('guest');
    expect(await faultOf(put(scene.company.admin, other.seller, own))).toBe('not_found /user_id');
    const entries = await inside((tx) =>
      tx
        .select()
        .from(auditEntry)
        .where(and(eq(auditEntry.resourceKind, 'group_member'))),
    );
    expect(entries).toEqual([]);
  });
});
