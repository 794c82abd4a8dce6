import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { groupMember, groupRole, project, role, roleAssignment, userAccount, userGroup } from '#db/schema/index.ts';
import { explainAccess } from '#lib/access/index.ts';
import { Access } from '#lib/command/access.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOf } from '#lib/command/placement.ts';
import { allPermissions } from '#lib/contracts/permissions.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('access-explorer');
const { as, inside } = scene;

const userOf = ({ userId }: SamplePerson) => ({ user_id: toPublicId('user', userId) });
const onSearch = () => ({ team_id: toPublicId('team', scene.company.searchId) });
const explain = (by: SamplePerson, input: object) => explainAccess.execute(as(by), input);
const verdictOn = async (permission: string, by: SamplePerson, input: object) =>
  (await explain(by, input)).verdicts.find((verdict) => verdict.permission === permission);

/** A role with a parent, granted by a group on Engineering until tomorrow to the seller. */
async function grantByGroup() {
  const { tenantId, seller, engineeringId } = scene.company;
  const ids = { parent: newUuid(), child: newUuid(), group: newUuid(), grant: newUuid() };
  const expiresAt = new Date(Date.now() + 86_400_000);
  await inside(async (tx) => {
    await tx.insert(role).values({ tenantId, id: ids.parent, name: 'keeper', title: 'Keeper', level: 60, permissions: ['keys.*'] });
    const child = { tenantId, id: ids.child, name: 'lister', title: 'Lister', level: 61, parentId: ids.parent };
    await tx.insert(role).values({ ...child, permissions: ['usage.read'] });
    await tx.insert(userGroup).values({ tenantId, id: ids.group, name: 'Keepers', origin: 'scim' });
    await tx.insert(groupMember).values({ tenantId, groupId: ids.group, userId: seller.userId });
    const scoped = { scopeKind: 'department' as const, scopeId: engineeringId, expiresAt };
    await tx.insert(groupRole).values({ tenantId, id: ids.grant, groupId: ids.group, roleId: ids.child, ...scoped });
  });
  return { ...ids, expiresAt };
}

describe('[IAM-2] what a person can do, and why', () => {
  it('names the assignment, group, role, parent, place and end behind each permission', async () => {
    const ids = await grantByGroup();
    const { admin, seller } = scene.company;
    expect(await verdictOn('keys.write', admin, { ...userOf(seller), ...onSearch() })).toMatchObject({
      allowed: true,
      held_elsewhere: false,
      reasons: [
        {
          ...{ source: 'group', group_id: ids.group, group_name: 'Keepers', assignment_id: null, role_title: 'Lister', pattern: 'keys.*' },
          ...{ inherited_from_id: ids.parent, inherited_from_title: 'Keeper', scope_kind: 'department', scope_name: 'Engineering' },
          expires_at: ids.expiresAt,
        },
      ],
    });
    const reading = await verdictOn('usage.read', admin, { ...userOf(seller), ...onSearch() });
    expect(reading?.reasons).toMatchObject([{ pattern: 'usage.read', inherited_from_id: null }]);
    const elsewhere = { ...userOf(seller), team_id: toPublicId('team', scene.company.fieldId) };
    expect(await verdictOn('keys.write', admin, elsewhere)).toMatchObject({ allowed: false, reasons: [], held_elsewhere: true });
    expect(await verdictOn('audit.read', admin, elsewhere)).toMatchObject({ allowed: false, held_elsewhere: false });
    const own = await explain(seller, onSearch());
    expect(own).toMatchObject({ level: 61, resource: { kind: 'team', name: 'Search', is_own: false } });
    expect(own.verdicts.find(({ permission }) => permission === 'gateway.use')?.reasons).toMatchObject([
      { source: 'assignment', role_title: 'User', scope_kind: 'tenant', scope_name: null, group_id: null },
    ]);
    const led = await verdictOn('teams.members', admin, { ...userOf(scene.company.lead), ...onSearch() });
    expect(led?.reasons).toMatchObject([{ source: 'team_lead', scope_kind: 'team', scope_name: 'Search', role_title: 'Team lead' }]);
  });

  it('is what authorisation decides, for everybody on everything', async () => {
    await grantByGroup();
    const { tenantId, admin, lead, member, seller, guest, searchId, engineeringId, salesId } = scene.company;
    const projectId = newUuid();
    await inside(async (tx) => {
      await tx.insert(project).values({ tenantId, id: projectId, slug: 'p', name: 'P', teamId: searchId, ownerId: seller.userId });
      const [auditor] = await tx.select().from(role).where(eq(role.name, 'auditor'));
      const scoped = { scopeKind: 'project' as const, scopeId: projectId };
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: guest.userId, roleId: auditor?.id ?? '', ...scoped });
    });
    const key = await insertVirtualKey(scene.database, tenantId, { kind: 'personal', teamId: searchId, userId: member.userId });
    const places = [
      ['department', engineeringId, { department_id: toPublicId('department', engineeringId) }],
      ['department', salesId, { department_id: toPublicId('department', salesId) }],
      ['team', searchId, onSearch()],
      ['project', projectId, { project_id: toPublicId('project', projectId) }],
      ['user', member.userId, { of_user_id: toPublicId('user', member.userId) }],
      ['key', key.id, { key_id: toPublicId('key', key.id) }],
    ] as const;
    let allowed = 0;
    for (const person of [admin, lead, member, seller, guest]) {
      const { access, placements } = await inside(async (tx) => ({
        access: new Access(
          { ...person, tenantId, name: '', mustChangePassword: false, mustEnrol: false },
          await loadGrants(tx, tenantId, person.userId, new Date()),
          { seenAt: new Date(), verifiedAt: new Date() },
        ),
        placements: await Promise.all(places.map(([kind, id]) => placementOf(tx, tenantId, kind, id))),
      }));
      for (const [place, [, , input]] of places.entries()) {
        const report = await explain(admin, { ...userOf(person), ...input });
        const placement = placements[place];
        if (placement === undefined) throw new Error('Every place is there');
        expect(report.verdicts.map((verdict) => [verdict.permission, verdict.allowed])).toEqual(
          allPermissions.map((permission) => [permission, access.allows(permission, placement)]),
        );
        expect(report.level).toBe(access.levelOn(placement));
        allowed += report.verdicts.filter((verdict) => verdict.allowed).length;
      }
    }
    expect(allowed).toBeGreaterThan(300);
  });

  it('is nothing for whoever is deactivated, although their grants are still named', async () => {
    const { admin, member } = scene.company;
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, member.userId)));
    const report = await explain(admin, userOf(member));
    expect(report.user.status).toBe('deactivated');
    expect(report.verdicts.some(({ allowed }) => allowed)).toBe(false);
    expect(report.verdicts.find(({ permission }) => permission === 'gateway.use')?.reasons).toHaveLength(1);
  });

  it('is told to oneself, and of others to those who may see their roles; what one may not see is not there', async () => {
    const { admin, seller, member, lead } = scene.company;
    expect(await faultOf(explain(seller, {}))).toBe('success');
    expect(await faultOf(explain(seller, userOf(member)))).toBe('not_found');
    expect(await faultOf(explain(lead, { ...userOf(lead), ...onSearch() }))).toBe('success');
    const key = await insertVirtualKey(scene.database, scene.company.tenantId, { teamId: scene.company.searchId });
    expect(await faultOf(explain(seller, { key_id: toPublicId('key', key.id) }))).toBe('not_found /key_id');
    expect(await faultOf(explain(admin, { key_id: toPublicId('key', newUuid()) }))).toBe('not_found /key_id');
    expect(await faultOf(explain(admin, { ...onSearch(), key_id: toPublicId('key', key.id) }))).toBe('validation_failed /key_id');
    const other = await scene.otherCompany();
    expect(await faultOf(explain(admin, userOf(other.seller)))).toBe('not_found');
    expect(await faultOf(explain(admin, { team_id: toPublicId('team', other.searchId) }))).toBe('not_found /team_id');
  });
});
