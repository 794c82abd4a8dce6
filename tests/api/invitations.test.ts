import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditEntry, invitation, mailMessage, membership, role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { createRole, grantRole, updateRole } from '#lib/access/index.ts';
import { invitationDays } from '#lib/contracts/invitations.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { verifyInTurn } from '#lib/identity/password-work.ts';
import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  openInvitation,
  resendInvitation,
  revokeInvitation,
} from '#lib/invitations/index.ts';
import { linkToken } from '#lib/mail/link-token.ts';
import { archiveTeam, updateTenant } from '#lib/organization/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('invitations');
const { as, inside } = scene;
const admin = () => as(scene.company.admin);
const password = 'correct horse battery staple';
let nowMs = Date.now();

beforeEach(() => {
  nowMs = Date.now();
});

/** The process as whoever opens a link meets it; nobody is signed in. */
const door = () => ({ databases: scene.database.databases, clock: { now: () => nowMs }, logger: silentLogger });
const facts = () => ({ requestId: newUuid(), ip: '192.0.2.7', userAgent: 'test' });
const accept = (token: string, name = 'Grace Hopper') => acceptInvitation(door(), { token, name, password }, facts());
const tokenOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const invite = async (input: object = {}) => {
  const made = await createInvitation.execute(admin(), { email: 'Grace@Example.com', ...input });
  return { id: { invitation_id: toPublicId('invitation', made.invitation.id) }, made: made.invitation, token: tokenOf(made.link_path) };
};

const roleNamed = (name: string) =>
  inside(async (tx) => (await tx.select({ id: role.id }).from(role).where(eq(role.name, name)))[0]?.id ?? '').then((id) =>
    toPublicId('role', id),
  );

describe('an invitation [ORG-8]', () => {
  it('sends a link by e-mail, shows what it is about, and makes the account with its role and team when it is accepted', async () => {
    const { made, token } = await invite({
      name: 'Grace',
      team_id: toPublicId('team', scene.company.searchId),
      role_id: await roleNamed('power_user'),
    });
    expect(made).toMatchObject({ state: 'open', team_name: 'Search', team_role: 'member', sendings: 1, invited_by: { name: 'admin' } });
    const [mail] = await inside((tx) => tx.select().from(mailMessage));
    expect(mail).toMatchObject({ recipient: 'Grace@Example.com', linkPath: '/invite' });
    // The message holds no secret until it is sent; then it leads where the answer said.
    expect(mail?.text).not.toContain(token);
    expect(linkToken(scene.runtime.keyPepper, mail?.linkId ?? '')).toBe(token);
    expect(await openInvitation(door(), token)).toMatchObject({
      ...{ organization: scene.company.slug, email: 'Grace@Example.com', name: 'Grace', inviter: 'admin', team: 'Search' },
    });
    expect(await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, 'Grace@Example.com')))).toEqual([]);
    expect(await accept(token)).toEqual({ email: 'Grace@Example.com', tenantSlug: scene.company.slug });
    const [person] = await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, 'Grace@Example.com')));
    expect(person).toMatchObject({ name: 'Grace Hopper', status: 'active', temporaryPasswordExpiresAt: null });
    expect(await verifyInTurn(password, person?.passwordHash ?? null)).toBe(true);
    const mine = eq(membership.userId, person?.id ?? '');
    expect(await inside((tx) => tx.select().from(membership).where(mine))).toMatchObject([{ teamId: scene.company.searchId }]);
    expect(
      await inside((tx) =>
        tx
          .select()
          .from(roleAssignment)
          .where(eq(roleAssignment.userId, person?.id ?? '')),
      ),
    ).toHaveLength(1);
    const entries = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'invitation.accept')));
    expect(entries.map(({ resourceKind, actorId }) => [resourceKind, actorId]).sort()).toEqual([
      ['invitation', person?.id],
      ['user', person?.id],
    ]);
    expect(JSON.stringify(await inside((tx) => tx.select().from(auditEntry)))).not.toContain(token);
    const { data } = await listInvitations.execute(admin(), { state: 'accepted' });
    expect(data).toMatchObject([{ user_id: person?.id }]);
  });

  it('works once, also when it is used twice at the same time', async () => {
    const { token } = await invite();
    const outcomes = await Promise.all([faultOf(accept(token)), faultOf(accept(token, 'Somebody else'))]);
    expect(outcomes.sort()).toEqual(['not_found', 'success']);
    expect(await faultOf(accept(token))).toBe('not_found');
    expect(await faultOf(openInvitation(door(), token))).toBe('not_found');
  });

  it('ends: by time, by being taken back, by being sent again, and with whoever sent it', async () => {
    const late = await invite();
    nowMs += invitationDays * 86_400_000 + 1;
    expect(await faultOf(accept(late.token))).toBe('not_found');
    nowMs = Date.now();
    const again = await resendInvitation.execute(admin(), late.id);
    expect(again.invitation).toMatchObject({ sendings: 2, state: 'open' });
    expect(await faultOf(openInvitation(door(), late.token))).toBe('not_found');
    expect(await faultOf(openInvitation(door(), tokenOf(again.link_path)))).toBe('success');
    expect(await inside((tx) => tx.select().from(mailMessage))).toHaveLength(2);
    await revokeInvitation.execute(admin(), late.id);
    expect(await faultOf(accept(tokenOf(again.link_path)))).toBe('not_found');
    for (const change of [resendInvitation, revokeInvitation]) expect(await faultOf(change.execute(admin(), late.id))).toBe('conflict');
    const other = await invite();
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, scene.company.admin.userId)));
    expect(await faultOf(openInvitation(door(), other.token))).toBe('not_found');
    expect(await faultOf(openInvitation(door(), 'x'))).toBe('not_found');
    expect(await faultOf(openInvitation(door(), '0'.repeat(64)))).toBe('not_found');
  });

  it('is one to an address, until that is over', async () => {
    await invite();
    expect(await faultOf(invite({ email: 'grace@example.com' }))).toBe('conflict /email');
    await inside((tx) => tx.update(invitation).set({ expiresAt: new Date(Date.now() - 1000) }));
    expect((await listInvitations.execute(admin(), { state: 'expired' })).data).toHaveLength(1);
    const { token } = await invite({ email: 'grace@example.com' });
    await accept(token);
    expect(await faultOf(invite())).toBe('conflict /email');
    expect(await faultOf(invite({ email: scene.company.member.email.toUpperCase() }))).toBe('conflict /email');
  });

  it('gives no more than the inviter has, and only to those who may add people', async () => {
    expect(await faultOf(createInvitation.execute(as(scene.company.lead), { email: 'a@example.com' }))).toBe('forbidden');
    expect(await faultOf(invite({ role_id: await roleNamed('super_admin') }))).toBe('forbidden');
    expect(await faultOf(invite({ role_id: toPublicId('role', newUuid()) }))).toBe('not_found /role_id');
    expect(await faultOf(invite({ team_id: toPublicId('team', newUuid()) }))).toBe('not_found');
    await archiveTeam.execute(admin(), { team_id: toPublicId('team', scene.company.fieldId) });
    expect(await faultOf(invite({ team_id: toPublicId('team', scene.company.fieldId) }))).toBe('conflict');
  });

  it('counts what a role inherits, and takes no archived role', async () => {
    const { tenantId, seller } = scene.company;
    const [maker, base, heir, gone] = [newUuid(), newUuid(), newUuid(), newUuid()];
    await inside(async (tx) => {
      await tx.insert(role).values([
        { tenantId, id: maker, name: 'people', title: 'People', level: 70, permissions: ['users.*'] },
        { tenantId, id: base, name: 'base', title: 'Base', level: 60, permissions: ['connections.*'] },
        { tenantId, id: gone, name: 'gone', title: 'Gone', level: 60, permissions: [], archivedAt: new Date() },
      ]);
      await tx.insert(role).values({ tenantId, id: heir, name: 'heir', title: 'Heir', level: 60, permissions: [], parentId: base });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: seller.userId, roleId: maker, scopeKind: 'tenant' });
    });
    const offer = (roleId: string) =>
      faultOf(createInvitation.execute(as(seller), { email: 'heir@example.com', role_id: toPublicId('role', roleId) }));
    expect(await offer(heir)).toBe('forbidden');
    expect(await offer(gone)).toBe('not_found /role_id');
    expect(await offer(maker)).toBe('success');
  });

  it('is sent again and taken back only by those who could have sent it, who then stand for it [IAM-2]', async () => {
    const own = ['users.*', 'roles.read'];
    const made = await createRole.execute(admin(), { name: 'inviter', title: 'Inviter', level: 60, permissions: own });
    const user_id = toPublicId('user', scene.company.seller.userId);
    const inviter = () => as(scene.company.seller);
    await grantRole.execute(admin(), { user_id, role_id: toPublicId('role', made.id) });
    const { id } = await invite({ role_id: await roleNamed('tenant_admin') });
    for (const change of [resendInvitation, revokeInvitation]) expect(await faultOf(change.execute(inviter(), id))).toBe('forbidden');
    const lead = await invite({ email: 'lead@example.com', team_id: toPublicId('team', scene.company.searchId), team_role: 'lead' });
    expect(await faultOf(resendInvitation.execute(inviter(), lead.id))).toBe('forbidden');
    const plain = await invite({ email: 'plain@example.com', role_id: toPublicId('role', made.id) });
    const again = await resendInvitation.execute(inviter(), plain.id);
    expect(again.invitation.invited_by).toMatchObject({ user_id: scene.company.seller.userId });
    expect(await faultOf(openInvitation(door(), tokenOf(again.link_path)))).toBe('success');
  });

  it('of somebody who was demoted since, or to a role that grew or was archived, leads nowhere [IAM-2]', async () => {
    const { admin: first, seller, tenantId } = scene.company;
    const boss = await invite({ role_id: await roleNamed('tenant_admin') });
    const own = { name: 'helper', title: 'Helper', level: 60, permissions: ['keys.read'] };
    const helper = await createRole.execute(admin(), own);
    const plain = await invite({ email: 'plain@example.com', role_id: toPublicId('role', helper.id) });
    await grantRole.execute(admin(), { user_id: toPublicId('user', seller.userId), role_id: await roleNamed('tenant_admin') });
    const adminRole = await createRole.execute(admin(), {
      name: 'people',
      title: 'People',
      level: 60,
      permissions: ['users.*', 'keys.read'],
    });
    await inside((tx) =>
      tx
        .update(roleAssignment)
        .set({ roleId: adminRole.id })
        .where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.userId, first.userId))),
    );
    expect(await faultOf(openInvitation(door(), boss.token))).toBe('not_found');
    expect(await faultOf(accept(boss.token))).toBe('not_found');
    expect(await faultOf(openInvitation(door(), plain.token))).toBe('success');
    await updateRole.execute(as(seller), { role_id: toPublicId('role', helper.id), permissions: ['keys.read', 'budgets.write'] });
    expect(await faultOf(accept(plain.token))).toBe('not_found');
    const again = await resendInvitation.execute(as(seller), plain.id);
    expect(await faultOf(openInvitation(door(), tokenOf(again.link_path)))).toBe('success');
    await inside((tx) => tx.update(role).set({ archivedAt: new Date() }).where(eq(role.id, helper.id)));
    expect(await faultOf(accept(tokenOf(again.link_path)))).toBe('not_found');
    expect(await faultOf(resendInvitation.execute(as(seller), plain.id))).toBe('not_found /role_id');
    expect(await faultOf(revokeInvitation.execute(as(seller), plain.id))).toBe('success');
  });

  it('counts for the limit of people when it is sent and when it is accepted [ORG-9]', async () => {
    await updateTenant.execute(admin(), { limits: { users_max: 6 } });
    const [one, two] = [await invite({ email: 'one@example.com' }), await invite({ email: 'two@example.com' })];
    await accept(one.token);
    expect(await faultOf(accept(two.token))).toBe('limit_reached');
    expect(await faultOf(invite({ email: 'three@example.com' }))).toBe('limit_reached');
    await updateTenant.execute(admin(), { limits: { users_max: 7 } });
    expect(await faultOf(accept(two.token))).toBe('success');
  });

  it('to a team that is archived by the time joins without it, and of another tenant is not there', async () => {
    const { id, token } = await invite({ team_id: toPublicId('team', scene.company.searchId), team_role: 'lead' });
    await archiveTeam.execute(admin(), { team_id: toPublicId('team', scene.company.searchId) });
    await accept(token);
    const [person] = await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, 'Grace@Example.com')));
    expect(
      await inside((tx) =>
        tx
          .select()
          .from(membership)
          .where(and(eq(membership.userId, person?.id ?? ''))),
      ),
    ).toEqual([]);
    const other = await scene.otherCompany();
    const theirs = { runtime: scene.runtime, requestId: newUuid(), ip: null, userAgent: '' };
    const authentication = { tenantId: other.tenantId, sessionId: other.admin.sessionId };
    expect(await faultOf(revokeInvitation.execute({ ...theirs, authentication }, id))).toBe('not_found');
    const seen = await inTenant(scene.database.databases.app, other.tenantId, (tx) => tx.select().from(invitation));
    expect(seen).toEqual([]);
  });
});
