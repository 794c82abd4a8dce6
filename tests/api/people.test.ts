import { and, eq, isNull } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEntry, role, roleAssignment, session, userAccount, virtualKey } from '#db/schema/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { verifyPassword } from '#lib/core/password.ts';
import {
  changeMyPassword,
  createUser,
  deactivateUser,
  getMe,
  getUser,
  listSessions,
  listUsers,
  reactivateUser,
  resetFactors,
  resetPassword,
  revokeAllSessions,
  revokeSession,
  updateMe,
  updateUser,
} from '#lib/identity/index.ts';
import { updateTenant } from '#lib/organization/index.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey, type SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('people');
const { as, inside } = scene;

const userId = (person: { readonly userId: string }) => ({ user_id: toPublicId('user', person.userId) });
const rowOf = async (id: string) => (await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.id, id))))[0];
const openSessionsOf = (person: SamplePerson) =>
  inside(
    async (tx) =>
      (
        await tx
          .select()
          .from(session)
          .where(and(eq(session.userId, person.userId), isNull(session.revokedAt)))
      ).length,
  );
const addSession = async (person: SamplePerson): Promise<SamplePerson> => {
  const id = newUuid();
  const row = { tenantId: scene.company.tenantId, id, userId: person.userId, secretHash: id, expiresAt: new Date(Date.now() + 3_600_000) };
  await inside((tx) => tx.insert(session).values(row));
  return { ...person, sessionId: id };
};

/** Gives the lead a role with everything about people, below that of the administrator. */
const makePeopleManager = (person: SamplePerson, level = 60) =>
  inside(async (tx) => {
    const { tenantId } = scene.company;
    const roleId = newUuid();
    const granted = [
      'users.*',
      'sessions.*',
      'teams.read',
      'usage.own',
      'gateway.use',
      'keys.own',
      'departments.read',
      'catalog.read',
      'events.read',
    ];
    await tx.insert(role).values({ tenantId, id: roleId, name: 'people', title: 'People', level, permissions: granted });
    await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: person.userId, roleId, scopeKind: 'tenant' });
  });

describe('a new person', () => {
  it('gets a temporary password that is shown once, and the role of everybody', async () => {
    const made = await createUser.execute(as(scene.company.admin), {
      email: 'Grace@Example.com',
      name: 'Grace',
      time_zone: 'Europe/Berlin',
    });
    expect(made.user).toMatchObject({ email: 'Grace@Example.com', must_change_password: true, status: 'active', teams: [], version: 1 });
    expect(made.temporary_password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    const row = await rowOf(made.user.id);
    expect(await verifyPassword(made.temporary_password, row?.passwordHash ?? null)).toBe(true);
    expect(Number(row?.temporaryPasswordExpiresAt) - Number(row?.createdAt)).toBe(7 * 86_400_000);
    const [held] = await inside((tx) =>
      tx
        .select({ name: role.name, scope: roleAssignment.scopeKind })
        .from(roleAssignment)
        .innerJoin(role, eq(role.id, roleAssignment.roleId))
        .where(eq(roleAssignment.userId, made.user.id)),
    );
    expect(held).toEqual({ name: 'user', scope: 'tenant' });
    const entries = await inside((tx) => tx.select().from(auditEntry));
    expect(entries.map(({ resourceKind }) => resourceKind).sort()).toEqual(['role_assignment', 'user']);
    expect(JSON.stringify(entries)).not.toContain(made.temporary_password);
  });

  it('has an address of their own, whatever the case, and fits the limit [ORG-9]', async () => {
    const make = (email: string) => faultOf(createUser.execute(as(scene.company.admin), { email, name: 'x' }));
    expect(await make(scene.company.seller.email.toUpperCase())).toBe('conflict /email');
    await updateTenant.execute(as(scene.company.admin), { limits: { users_max: 6 } });
    expect((await Promise.all([make('a@example.com'), make('b@example.com')])).sort()).toEqual(['limit_reached', 'success']);
  });

  it('gets no role that their maker could not grant', async () => {
    await makePeopleManager(scene.company.lead);
    const roles = await inside(async (tx) => new Map((await tx.select().from(role)).map((row) => [row.name, toPublicId('role', row.id)])));
    const make = (name: string, email: string) =>
      faultOf(createUser.execute(as(scene.company.lead), { email, name: 'x', role_id: roles.get(name) ?? '' }));
    expect(await make('tenant_admin', 'a@example.com')).toBe('forbidden');
    expect(await make('department_admin', 'b@example.com')).toBe('forbidden');
    expect(await make('user', 'c@example.com')).toBe('success');
    expect((await listUsers.execute(as(scene.company.admin), { search: '@example.com' })).data).toHaveLength(1);
  });
});

describe('deactivating [IAM-6]', () => {
  it('ends sessions and disables the person’s own keys in the same transaction', async () => {
    await addSession(scene.company.member);
    const own = await insertVirtualKey(scene.database, scene.company.tenantId, { kind: 'personal', userId: scene.company.member.userId });
    const teams = await insertVirtualKey(scene.database, scene.company.tenantId, { kind: 'team', teamId: scene.company.searchId });
    const done = await deactivateUser.execute(as(scene.company.admin, { ifMatch: 1 }), userId(scene.company.member));
    expect(done).toMatchObject({ sessions_ended: 2, keys_disabled: 1, user: { status: 'deactivated', version: 2 } });
    expect(await openSessionsOf(scene.company.member)).toBe(0);
    const statuses = await inside(async (tx) => new Map((await tx.select().from(virtualKey)).map((row) => [row.id, row.status])));
    expect(statuses).toEqual(
      new Map([
        [own.id, 'disabled'],
        [teams.id, 'active'],
      ]),
    );
    const xids = await scene.database.superuser`select count(distinct xmin::text)::int as n from (
      select xmin from user_account where id = ${scene.company.member.userId} union all select xmin from session where user_id = ${scene.company.member.userId}
      union all select xmin from virtual_key where id = ${own.id}) as rows`;
    expect(xids[0]?.n).toBe(1);
    const back = await reactivateUser.execute(as(scene.company.admin), userId(scene.company.member));
    expect(back.status).toBe('active');
    expect(await openSessionsOf(scene.company.member)).toBe(0);
    expect(await faultOf(getMe.execute(as(scene.company.member), {}))).toBe('unauthenticated');
  });

  it('is refused for oneself, for the last administrator and for whoever ranks above', async () => {
    expect(await faultOf(deactivateUser.execute(as(scene.company.admin), userId(scene.company.admin)))).toBe('conflict');
    await makePeopleManager(scene.company.lead);
    expect(await faultOf(deactivateUser.execute(as(scene.company.lead), userId(scene.company.admin)))).toBe('forbidden');
    expect(await faultOf(resetPassword.execute(as(scene.company.lead), userId(scene.company.admin)))).toBe('forbidden');
    expect(await faultOf(updateUser.execute(as(scene.company.lead), { ...userId(scene.company.admin), email: 'mine@example.com' }))).toBe(
      'forbidden',
    );
    expect(await faultOf(deactivateUser.execute(as(scene.company.lead), userId(scene.company.seller)))).toBe('success');
    expect(await faultOf(deactivateUser.execute(as(scene.company.member), userId(scene.company.guest)))).toBe('not_found');
  });

  it('takes more than the rank where it opens the account: everything its person holds, there where they hold it [IAM-2]', async () => {
    const { admin, lead, seller } = scene.company;
    await makePeopleManager(lead, 95);
    const email = 'mine@example.com';
    expect(await faultOf(resetPassword.execute(as(lead), userId(admin)))).toBe('forbidden');
    expect(await faultOf(resetFactors.execute(as(lead), userId(admin)))).toBe('forbidden');
    expect(await faultOf(updateUser.execute(as(lead), { ...userId(admin), email }))).toBe('forbidden');
    expect(await faultOf(updateUser.execute(as(lead), { ...userId(admin), email: admin.email, name: 'Ada' }))).toBe('success');
    expect(await faultOf(resetFactors.execute(as(lead), userId(seller)))).toBe('success');
    expect(await faultOf(updateUser.execute(as(lead), { ...userId(seller), email }))).toBe('success');
    expect(await faultOf(resetPassword.execute(as(lead), userId(seller)))).toBe('success');
  });

  it('of the last administrator is refused also to somebody who ranks as high', async () => {
    await makePeopleManager(scene.company.lead, 95);
    expect(await faultOf(deactivateUser.execute(as(scene.company.lead), userId(scene.company.admin)))).toBe('conflict');
  });
});

describe('passwords [IAM-3]', () => {
  const first = 'the first long phrase';
  const second = 'the second long phrase';
  const change = (person: SamplePerson, current: string, next = second) =>
    faultOf(changeMyPassword.execute(as(person), { current_password: current, new_password: next }));
  const setPassword = async (person: SamplePerson, values: Partial<typeof userAccount.$inferInsert> = {}) => {
    const passwordHash = cheapPasswordHash(first);
    await inside((tx) =>
      tx
        .update(userAccount)
        .set({ passwordHash, ...values })
        .where(eq(userAccount.id, person.userId)),
    );
  };

  it('are changed by who knows the current one; every other session ends', async () => {
    await setPassword(scene.company.member, { temporaryPasswordExpiresAt: new Date(Date.now() + 60_000) });
    const elsewhere = await addSession(scene.company.member);
    const idempotent = as(scene.company.member, { idempotencyKey: 'once' });
    const given = { current_password: first, new_password: second };
    expect(await changeMyPassword.execute(idempotent, given)).toEqual({ sessions_ended: 1 });
    expect(await changeMyPassword.execute(idempotent, given)).toEqual({ sessions_ended: 1 });
    const row = await rowOf(scene.company.member.userId);
    expect(row?.temporaryPasswordExpiresAt).toBeNull();
    expect(await verifyPassword(second, row?.passwordHash ?? null)).toBe(true);
    expect(await faultOf(getMe.execute(as(elsewhere), {}))).toBe('unauthenticated');
    expect(await faultOf(getMe.execute(as(scene.company.member), {}))).toBe('success');
    const entries = await inside((tx) => tx.select().from(auditEntry));
    expect(entries.map(({ action, resourceKind }) => `${action} ${resourceKind}`).sort()).toEqual([
      'me.change_password session',
      'me.change_password user',
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/phrase|scrypt/);
  });

  it('are not guessed by who found a session open', async () => {
    await setPassword(scene.company.member);
    for (let count = 0; count < 5; count += 1)
      expect(await change(scene.company.member, `guess number ${count}`)).toBe('validation_failed /current_password');
    expect(await change(scene.company.member, first)).toBe('rate_limited');
    const failed = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.result, 'failed')));
    expect(failed).toHaveLength(5);
    expect(JSON.stringify(failed)).not.toContain('guess');
  });

  it('must differ, be long enough and not too long', async () => {
    await setPassword(scene.company.member);
    expect(await change(scene.company.member, first, first)).toBe('validation_failed /new_password');
    expect(await change(scene.company.member, first, 'short')).toBe('validation_failed /new_password');
    expect(await change(scene.company.member, first, 'x'.repeat(257))).toBe('validation_failed /new_password');
  });

  it('are reset by an administrator: all sessions end, and the new one has to be changed', async () => {
    await setPassword(scene.company.member);
    const done = await resetPassword.execute(as(scene.company.admin), userId(scene.company.member));
    expect(done).toMatchObject({ sessions_ended: 1, user: { must_change_password: true } });
    const row = await rowOf(scene.company.member.userId);
    expect(await verifyPassword(done.temporary_password, row?.passwordHash ?? null)).toBe(true);
    expect(await faultOf(getMe.execute(as(scene.company.member), {}))).toBe('unauthenticated');
    expect(await faultOf(resetPassword.execute(as(scene.company.admin), userId(scene.company.admin)))).toBe('conflict');
    await deactivateUser.execute(as(scene.company.admin), userId(scene.company.guest));
    expect(await faultOf(resetPassword.execute(as(scene.company.admin), userId(scene.company.guest)))).toBe('conflict');
  });
});

describe('people', () => {
  it('are found by name or address, team and state', async () => {
    const find = async (input: Parameters<typeof listUsers.execute>[1]) =>
      (await listUsers.execute(as(scene.company.admin), input)).data.map(({ name }) => name);
    expect(await find({ team_id: toPublicId('team', scene.company.searchId) })).toEqual(['lead', 'member']);
    expect(await find({ search: 'SELL' })).toEqual(['seller']);
    expect(await find({ sort: '-email' })).toEqual(['seller', 'member', 'lead', 'guest', 'admin']);
    await deactivateUser.execute(as(scene.company.admin), userId(scene.company.guest));
    expect(await find({ status: 'deactivated' })).toEqual(['guest']);
    expect(await find({})).not.toContain('guest');
  });

  it('see themselves, change their own name, and others only with the permission', async () => {
    expect(await faultOf(getUser.execute(as(scene.company.member), userId(scene.company.member)))).toBe('success');
    expect(await faultOf(getUser.execute(as(scene.company.member), userId(scene.company.seller)))).toBe('not_found');
    expect(await faultOf(getUser.execute(as(scene.company.lead), userId(scene.company.member)))).toBe('success');
    expect(await updateMe.execute(as(scene.company.member, { ifMatch: 1 }), { name: 'Mem', time_zone: null })).toMatchObject({
      name: 'Mem',
      version: 2,
    });
    expect(await faultOf(updateMe.execute(as(scene.company.member, { ifMatch: 1 }), { name: 'Late' }))).toBe('precondition_failed');
    expect(
      await faultOf(
        updateUser.execute(as(scene.company.admin), { ...userId(scene.company.member), email: scene.company.lead.email.toUpperCase() }),
      ),
    ).toBe('conflict /email');
    const me = await getMe.execute(as(scene.company.lead), {});
    expect(me).toMatchObject({
      session_id: scene.company.lead.sessionId,
      tenant: { slug: scene.company.slug },
      roles: [{ role_name: 'user', scope_kind: 'tenant' }],
    });
    expect(me.permissions).toContain('teams.members');
    expect((await getMe.execute(as(scene.company.member), {})).permissions).not.toContain('teams.members');
  });
});

describe('sessions [IAM-6]', () => {
  it('are listed and ended by their owner, one or all others', async () => {
    const [second, third] = [await addSession(scene.company.member), await addSession(scene.company.member)];
    const listed = await listSessions.execute(as(scene.company.member), {});
    expect(listed.data.map(({ id, current }) => [id, current])).toEqual(
      expect.arrayContaining([
        [scene.company.member.sessionId, true],
        [second.sessionId, false],
        [third.sessionId, false],
      ]),
    );
    expect(listed.data).toHaveLength(3);
    await revokeSession.execute(as(scene.company.member), { session_id: toPublicId('session', second.sessionId) });
    expect(await faultOf(getMe.execute(as(second), {}))).toBe('unauthenticated');
    expect(await revokeAllSessions.execute(as(scene.company.member), {})).toEqual({ sessions_ended: 1 });
    expect(await faultOf(getMe.execute(as(third), {}))).toBe('unauthenticated');
    expect(await faultOf(getMe.execute(as(scene.company.member), {}))).toBe('success');
    expect((await listSessions.execute(as(scene.company.member), { status: 'ended' })).data).toHaveLength(2);
  });

  it('of others are for who may see and end them', async () => {
    const foreign = { session_id: toPublicId('session', scene.company.seller.sessionId) };
    expect(await faultOf(revokeSession.execute(as(scene.company.member), foreign))).toBe('not_found');
    expect(await faultOf(revokeAllSessions.execute(as(scene.company.member), userId(scene.company.seller)))).toBe('not_found');
    expect(await revokeAllSessions.execute(as(scene.company.admin), userId(scene.company.seller))).toEqual({ sessions_ended: 1 });
    expect(await faultOf(revokeSession.execute(as(scene.company.admin), foreign))).toBe('success');
    const all = await listSessions.execute(as(scene.company.admin), {});
    expect(all.data.map(({ user_name }) => user_name).sort()).toEqual(['admin', 'guest', 'lead', 'member']);
  });
});
