// This file is long because everything that is set of a provider shares one scene.
import { and, eq, isNull } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { role, roleAssignment, session, ssoConnection, ssoIdentity, ssoSetting, userAccount } from '#db/schema/index.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { deactivateUser, signIn } from '#lib/identity/index.ts';
import {
  addDomain,
  archiveConnection,
  createConnection,
  getSettings,
  listDomains,
  removeDomain,
  unlinkPerson,
  updateConnection,
  updateDomain,
  updateSettings,
  verifyDomain,
} from '#lib/sso/index.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { ssoScene } from '#tests/support/sso-scene.ts';

/** Connections, domains and enforcement: what may be set, by whom, and what it comes to. */

const scene = ssoScene('sso-settings');
const admin = () => scene.as(scene.company.admin);
const okta = { name: 'Okta', kind: 'okta', issuer: 'https://acme.okta.com', client_id: 'client', credential: 'the-secret-of-the-client' };
const create = (input: object = {}) => createConnection.execute(admin(), { ...okta, ...input });
const idOf = ({ id }: { readonly id: string }) => ({ sso_connection_id: toPublicId('ssoConnection', id) });

describe('connections [IAM-3]', () => {
  it('start switched off, with the kind’s own scopes and claims, and never show their secret', async () => {
    const made = await create();
    expect(made).toMatchObject({
      status: 'disabled',
      last_four: 'ient',
      scopes: ['profile', 'email', 'groups'],
      claims: { groups: 'groups' },
    });
    expect(JSON.stringify(encodeOutput(createConnection.operation, made))).not.toContain('the-secret');
    const [row] = await scene.inside((tx) => tx.select().from(ssoConnection).where(eq(ssoConnection.id, made.id)));
    expect(row?.credential?.toString('latin1')).not.toContain('the-secret');
    const archived = await archiveConnection.execute(admin(), idOf(made));
    expect(archived).toMatchObject({ status: 'archived', has_credential: false });
    expect(await faultOf(updateConnection.execute(admin(), { ...idOf(made), status: 'active' }))).toBe('conflict');
  });

  it('are refused with what cannot be right', async () => {
    const of = (input: object) => faultOf(create(input));
    expect(await of({ issuer: 'https://login.microsoftonline.com/common/v2.0', kind: 'entra' })).toBe('validation_failed /issuer');
    expect(await of({ issuer: 'https://accounts.google.evil.example', kind: 'google' })).toBe('validation_failed /issuer');
    expect(await of({ issuer: 'http://169.254.169.254' })).toBe('address_not_allowed');
    expect(await of({ issuer: 'https://user:password@acme.okta.com' })).toBe('address_not_allowed');
    expect(await of({ credential: undefined })).toBe('validation_failed /credential');
    expect(await of({ metadata: '<x/>' })).toBe('validation_failed /metadata');
    expect(await of({ allow_idp_initiated: true })).toBe('validation_failed /allow_idp_initiated');
    expect(await of({ group_mappings: [{ group: 'x', role_id: toPublicId('role', newUuid()) }] })).toBe(
      'validation_failed /group_mappings/0/role_id',
    );
    expect(await of({ group_mappings: [{ group: 'x', team_id: toPublicId('team', newUuid()) }] })).toBe(
      'validation_failed /group_mappings/0/team_id',
    );
    await create();
    expect(await of({})).toBe('conflict /name');
  });

  it('give their secret to no other issuer, and forget who people were at another client', async () => {
    const made = await create();
    const change = (input: object) => faultOf(updateConnection.execute(admin(), { ...idOf(made), ...input }));
    expect(await change({ issuer: 'https://evil.okta.com' })).toBe('validation_failed /credential');
    expect(await change({ name: 'Renamed' })).toBe('success');
    const row = {
      tenantId: scene.company.tenantId,
      connectionId: made.id,
      subject: 'x',
      userId: scene.company.member.userId,
      lastSignInAt: new Date(),
    };
    await scene.inside((tx) => tx.insert(ssoIdentity).values(row));
    expect(await change({ client_id: 'another' })).toBe('success');
    expect(await scene.inside((tx) => tx.select().from(ssoIdentity))).toEqual([]);
  });

  it('let an administrator unlink a person', async () => {
    const made = await create();
    const person = { ...idOf(made), user_id: toPublicId('user', scene.company.member.userId) };
    expect(await faultOf(unlinkPerson.execute(admin(), person))).toBe('not_found');
    const row = {
      tenantId: scene.company.tenantId,
      connectionId: made.id,
      subject: 'x',
      userId: scene.company.member.userId,
      lastSignInAt: new Date(),
    };
    await scene.inside((tx) => tx.insert(ssoIdentity).values(row));
    expect(await faultOf(unlinkPerson.execute(admin(), person))).toBe('success');
    expect(await scene.inside((tx) => tx.select().from(ssoIdentity))).toEqual([]);
  });

  it('are nobody’s but the organization’s', async () => {
    const made = await create();
    const other = await scene.otherCompany();
    expect(await faultOf(updateConnection.execute(scene.as(other.admin, other), { ...idOf(made), status: 'active' }))).toBe('not_found');
    expect(await faultOf(addDomain.execute(scene.as(other.admin, other), { domain: 'x.example', ...idOf(made) }))).toBe('not_found');
    expect(await faultOf(createConnection.execute(scene.as(scene.company.lead), okta))).toBe('forbidden');
  });
});

describe('whoever may change single sign-on without being an administrator [IAM-3]', () => {
  it('changes neither who is believed for whom nor whether, but who is let in', async () => {
    const { tenantId, seller, admin: boss } = scene.company;
    const roleId = newUuid();
    await scene.inside(async (tx) => {
      await tx.insert(role).values({ tenantId, id: roleId, name: 'sso', title: 'SSO', level: 80, permissions: ['sso.*'] });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: seller.userId, roleId, scopeKind: 'tenant' });
    });
    const id = await scene.connect({ ...okta, issuer: 'https://127.0.0.1' });
    const other = await create({ name: 'Other' });
    const [domain] = (await listDomains.execute(admin(), {})).data;
    const ofDomain = { sso_domain_id: toPublicId('ssoDomain', domain?.id ?? '') };
    const by = scene.as(seller);
    const change = (input: object) => faultOf(updateConnection.execute(by, { sso_connection_id: id, ...input }));
    for (const input of [
      { issuer: 'https://127.0.0.2', credential: 'a-secret-of-their-own' },
      { credential: 'a-secret-of-their-own' },
      { client_id: 'theirs' },
      { claims: { email: 'nickname' } },
      { status: 'disabled' },
    ])
      expect({ input, fault: await change(input) }).toEqual({ input, fault: 'forbidden' });
    expect(await change({ required_groups: ['staff'] })).toBe('success');
    expect(await faultOf(createConnection.execute(by, { ...okta, name: 'Theirs' }))).toBe('forbidden');
    expect(await faultOf(archiveConnection.execute(by, idOf(other)))).toBe('forbidden');
    expect(await faultOf(updateDomain.execute(by, { ...ofDomain, ...idOf(other) }))).toBe('forbidden');
    expect(await faultOf(removeDomain.execute(by, ofDomain))).toBe('forbidden');
    expect(await faultOf(addDomain.execute(by, { domain: 'theirs.example' }))).toBe('forbidden');
    const settings = { enforced: false, break_glass_user_ids: [toPublicId('user', boss.userId)] };
    expect(await faultOf(updateSettings.execute(by, settings))).toBe('forbidden');
  });
});

describe('domains [IAM-3]', () => {
  const verify = (id: string, records: Readonly<Record<string, readonly string[]>> | Error) =>
    verifyDomain.execute(
      {
        ...admin(),
        runtime: {
          ...scene.runtime.command,
          resolveTxt: async (name) => {
            if (records instanceof Error) throw records;
            return records[name] ?? Promise.reject(Object.assign(new Error('no record'), { code: 'ENOTFOUND' }));
          },
        },
      },
      { sso_domain_id: toPublicId('ssoDomain', id) },
    );

  it('are proved by their record alone', async () => {
    const { id, record_name: name, record_value: value } = await addDomain.execute(admin(), { domain: 'Acme.Example' });
    expect(name).toBe('_tollgate-challenge.acme.example');
    expect(await verify(id, {})).toMatchObject({ verified_at: null, check_message: expect.stringContaining('no TXT record yet') });
    expect(await verify(id, { [name]: ['v=spf1 -all', `${value}x`] })).toMatchObject({ verified_at: null });
    expect(await verify(id, { 'acme.example': [value] })).toMatchObject({ verified_at: null });
    expect(await verify(id, Object.assign(new Error('down'), { code: 'ETIMEOUT' }))).toMatchObject({
      check_message: expect.stringContaining('ETIMEOUT'),
    });
    expect((await verify(id, { [name]: ['v=spf1 -all', value] })).verified_at).not.toBeNull();
    expect((await verify(id, {})).verified_at).not.toBeNull();
  });

  it('belong to whoever proved them first', async () => {
    const other = await scene.otherCompany();
    const theirs = await scene.connect({ ...okta, issuer: 'https://127.0.0.1' }, other);
    await scene.prove('shared.example', theirs, other);
    const { id, record_name: name, record_value: value } = await addDomain.execute(admin(), { domain: 'shared.example' });
    expect(await verify(id, { [name]: [value] })).toMatchObject({
      verified_at: null,
      check_message: expect.stringContaining('Another organization'),
    });
  });

  it('are there once, are domains, and can be removed', async () => {
    const made = await addDomain.execute(admin(), { domain: 'once.example' });
    expect(await faultOf(addDomain.execute(admin(), { domain: 'ONCE.example' }))).toBe('conflict /domain');
    for (const domain of ['example', 'a@b.example', '-a.example', 'a..example', '127.0.0.1', 'exa mple.com'])
      expect(await faultOf(addDomain.execute(admin(), { domain }))).toBe('validation_failed /domain');
    await removeDomain.execute(admin(), { sso_domain_id: toPublicId('ssoDomain', made.id) });
    expect((await listDomains.execute(admin(), {})).data).toEqual([]);
  });
});

describe('enforced single sign-on [IAM-3]', () => {
  const password = 'correct horse battery staple';
  const passwords = () => scene.inside((tx) => tx.update(userAccount).set({ passwordHash: cheapPasswordHash(password) }));
  const enforce = (enforced: boolean, people: readonly string[] = [scene.company.admin.userId]) =>
    updateSettings.execute(admin(), { enforced, break_glass_user_ids: people.map((id) => toPublicId('user', id)) });
  /** Makes somebody a second administrator of the organization. */
  const alsoAdministrator = (userId: string) =>
    scene.inside(async (tx) => {
      const [found] = await tx.select().from(role).where(eq(role.name, 'tenant_admin'));
      const roleId = found?.id ?? '';
      await tx.insert(roleAssignment).values({ tenantId: scene.company.tenantId, id: newUuid(), userId, roleId, scopeKind: 'tenant' });
    });
  const bySecret = (email: string) =>
    signIn(scene.runtime, { email, password, tenantSlug: '' }, { requestId: newUuid(), ip: '192.0.2.9', userAgent: 'test' });

  it('needs a way in and an administrator who keeps a password', async () => {
    await passwords();
    expect(await faultOf(enforce(true))).toBe('conflict');
    const id = await scene.connect({ ...okta, issuer: 'https://127.0.0.1' });
    expect(await faultOf(enforce(true, []))).toBe('validation_failed /break_glass_user_ids');
    expect(await faultOf(enforce(true, [scene.company.member.userId]))).toBe('validation_failed /break_glass_user_ids/0');
    expect(await faultOf(enforce(true))).toBe('success');
    expect(await faultOf(updateConnection.execute(admin(), { sso_connection_id: id, status: 'disabled' }))).toBe('conflict');
    expect(await faultOf(archiveConnection.execute(admin(), { sso_connection_id: id }))).toBe('conflict');
    const [domain] = (await listDomains.execute(admin(), {})).data;
    const domainId = toPublicId('ssoDomain', domain?.id ?? '');
    expect(await faultOf(removeDomain.execute(admin(), { sso_domain_id: domainId }))).toBe('conflict');
    const lead = (to: string | null) => faultOf(updateDomain.execute(admin(), { sso_domain_id: domainId, sso_connection_id: to }));
    expect(await lead(null)).toBe('conflict');
    const off = await create({ name: 'Switched off', issuer: 'https://127.0.0.1' });
    expect(await lead(idOf(off).sso_connection_id)).toBe('conflict');
    await updateConnection.execute(admin(), { ...idOf(off), status: 'active' });
    expect(await lead(idOf(off).sso_connection_id)).toBe('success');
    expect(await getSettings.execute(admin(), {})).toMatchObject({ enforced: true, break_glass_user_ids: [scene.company.admin.userId] });
  });

  it('refuses right passwords with its reason, wrong ones as ever, and ends sessions that passwords opened', async () => {
    await passwords();
    await scene.connect({ ...okta, issuer: 'https://127.0.0.1' });
    expect(await bySecret(scene.company.member.email)).not.toBeNull();
    await enforce(true);
    const running = await scene.inside((tx) =>
      tx
        .select({ userId: session.userId })
        .from(session)
        .where(and(eq(session.tenantId, scene.company.tenantId), isNull(session.revokedAt))),
    );
    expect(new Set(running.map(({ userId }) => userId))).toEqual(new Set([scene.company.admin.userId]));
    expect(await faultOf(bySecret(scene.company.member.email))).toBe('single_sign_on_required');
    expect(
      await signIn(
        scene.runtime,
        { email: scene.company.member.email, password: 'wrong', tenantSlug: '' },
        { requestId: newUuid(), ip: null, userAgent: '' },
      ),
    ).toBeNull();
    expect(await bySecret(scene.company.admin.email)).not.toBeNull();
    await enforce(false);
    expect(await bySecret(scene.company.member.email)).not.toBeNull();
  });

  it('takes no temporary password for one that somebody keeps', async () => {
    await passwords();
    await scene.connect({ ...okta, issuer: 'https://127.0.0.1' });
    const { admin: first, lead: second } = scene.company;
    await alsoAdministrator(second.userId);
    const temporary = (temporaryPasswordExpiresAt: Date | null) =>
      scene.inside((tx) => tx.update(userAccount).set({ temporaryPasswordExpiresAt }).where(eq(userAccount.id, second.userId)));
    await temporary(new Date(Date.now() + 86_400_000));
    expect(await faultOf(enforce(true, [first.userId, second.userId]))).toBe('validation_failed /break_glass_user_ids/1');
    await temporary(null);
    expect(await faultOf(enforce(true, [first.userId, second.userId]))).toBe('success');
  });

  it('lets the last administrator who keeps a password not be deactivated', async () => {
    const { admin: first, lead: second } = scene.company;
    await passwords();
    await scene.connect({ ...okta, issuer: 'https://127.0.0.1' });
    await alsoAdministrator(second.userId);
    const keep = (...breakGlassUserIds: string[]) => scene.inside((tx) => tx.update(ssoSetting).set({ breakGlassUserIds }));
    const deactivate = () => faultOf(deactivateUser.execute(admin(), { user_id: toPublicId('user', second.userId) }));
    await enforce(true, [first.userId, second.userId]);
    await keep(second.userId);
    expect(await deactivate()).toBe('conflict');
    await keep(second.userId, first.userId);
    // Named, but of no help: their password is gone.
    await scene.inside((tx) => tx.update(userAccount).set({ passwordHash: null }).where(eq(userAccount.id, first.userId)));
    expect(await deactivate()).toBe('conflict');
    await passwords();
    expect(await deactivate()).toBe('success');
  });

  it('ends the sessions of a password that somebody keeps no longer', async () => {
    const { admin: first, lead: second } = scene.company;
    await passwords();
    await scene.connect({ ...okta, issuer: 'https://127.0.0.1' });
    await alsoAdministrator(second.userId);
    await enforce(true, [first.userId, second.userId]);
    expect(await bySecret(second.email)).not.toBeNull();
    const runningOf = ({ userId }: { readonly userId: string }) =>
      scene.inside((tx) =>
        tx
          .select({ id: session.id })
          .from(session)
          .where(and(eq(session.userId, userId), isNull(session.revokedAt))),
      );
    expect(await runningOf(second)).not.toEqual([]);
    await enforce(true, [first.userId]);
    expect(await runningOf(second)).toEqual([]);
    expect(await runningOf(first)).not.toEqual([]);
  });
});
