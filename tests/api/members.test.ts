import { describe, expect, it } from 'vitest';
import { role, roleAssignment, virtualKey } from '#db/schema/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { addMember, archiveTeam, listMembers, removeMember, updateMember } from '#lib/organization/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('members');
const { as, inside } = scene;

const teamId = (id: string) => toPublicId('team', id);
const userId = (person: SamplePerson) => toPublicId('user', person.userId);

describe('members [ORG-3]', () => {
  const add = (person: SamplePerson, input: object) =>
    faultOf(
      addMember.execute(as(person), { team_id: teamId(scene.company.searchId), ...input } as Parameters<typeof addMember.execute>[1]),
    );

  it('are added by id or by e-mail, once, while they and the team are active', async () => {
    expect(await add(scene.company.lead, { user_id: userId(scene.company.seller) })).toBe('success');
    expect(await add(scene.company.lead, { user_id: userId(scene.company.seller) })).toBe('conflict /user_id');
    expect(await add(scene.company.lead, { email: scene.company.guest.email.toUpperCase() })).toBe('success');
    expect(await add(scene.company.lead, { email: 'nobody@example.com' })).toBe('not_found /email');
    expect(await add(scene.company.lead, { user_id: toPublicId('user', newUuid()) })).toBe('not_found /user_id');
    expect(await add(scene.company.lead, {})).toBe('validation_failed /user_id');
    expect(await add(scene.company.lead, { email: scene.company.admin.email, user_id: userId(scene.company.admin) })).toBe(
      'validation_failed /user_id',
    );
    await archiveTeam.execute(as(scene.company.admin), { team_id: teamId(scene.company.searchId) });
    expect(await add(scene.company.admin, { user_id: userId(scene.company.admin) })).toBe('conflict');
  });

  it('are worked on by the lead of the team, not by its members nor by the lead of another', async () => {
    expect(await add(scene.company.member, { user_id: userId(scene.company.guest) })).toBe('forbidden');
    expect(await add(scene.company.seller, { user_id: userId(scene.company.guest) })).toBe('forbidden');
    const { data } = await listMembers.execute(as(scene.company.lead), { team_id: teamId(scene.company.searchId), team_role: 'member' });
    const membershipId = toPublicId('membership', data[0]?.id ?? '');
    expect(data[0]?.email).toBe(scene.company.member.email);
    expect(await faultOf(updateMember.execute(as(scene.company.seller), { membership_id: membershipId, team_role: 'lead' }))).toBe(
      'forbidden',
    );
    expect(
      await faultOf(updateMember.execute(as(scene.company.lead, { ifMatch: 1 }), { membership_id: membershipId, team_role: 'lead' })),
    ).toBe('success');
    expect(
      await faultOf(updateMember.execute(as(scene.company.member, { ifMatch: 2 }), { membership_id: membershipId, team_role: 'member' })),
    ).toBe('success');
    expect(await faultOf(removeMember.execute(as(scene.company.member), { membership_id: membershipId }))).toBe('forbidden');
  });

  it('become leads only through somebody who holds as much on the team [IAM-2]', async () => {
    const { tenantId } = scene.company;
    await inside(async (tx) => {
      const roleId = newUuid();
      await tx
        .insert(role)
        .values({ tenantId, id: roleId, name: 'gatekeeper', title: 'Gatekeeper', level: 40, permissions: ['teams.read', 'teams.members'] });
      await tx.insert(roleAssignment).values({
        tenantId,
        id: newUuid(),
        userId: scene.company.seller.userId,
        roleId,
        scopeKind: 'team',
        scopeId: scene.company.searchId,
      });
    });
    expect(await add(scene.company.seller, { user_id: userId(scene.company.guest), team_role: 'lead' })).toBe('forbidden');
    expect(await add(scene.company.seller, { user_id: userId(scene.company.guest), team_role: 'member' })).toBe('success');
  });

  it('lose their own keys of the team when they leave it, and only those', async () => {
    const { tenantId, searchId, fieldId } = scene.company;
    const own = { kind: 'personal', userId: scene.company.member.userId } as const;
    const [inTeam, elsewhere, teams] = [
      await insertVirtualKey(scene.database, tenantId, { ...own, teamId: searchId }),
      await insertVirtualKey(scene.database, tenantId, { ...own, teamId: fieldId }),
      await insertVirtualKey(scene.database, tenantId, { kind: 'team', teamId: searchId }),
    ];
    const { data } = await listMembers.execute(as(scene.company.lead), { team_id: teamId(searchId), search: scene.company.member.email });
    await removeMember.execute(as(scene.company.lead), { membership_id: toPublicId('membership', data[0]?.id ?? '') });
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
