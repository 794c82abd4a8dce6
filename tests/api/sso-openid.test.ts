// This file is long because everything a sign-in at a provider comes to shares one scene and one provider.
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  apiToken,
  auditEntry,
  costCenter,
  membership,
  role,
  roleAssignment,
  secondFactor,
  session,
  ssoFlow,
  ssoGrant,
  ssoSetting,
  userAccount,
} from '#db/schema/index.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import { createToken } from '#lib/credentials/index.ts';
import { createGroup, listGroups } from '#lib/groups/index.ts';
import { deactivateUser } from '#lib/identity/index.ts';
import { archiveConnection, listDomains, testConnection, updateConnection, updateDomain, updateSettings } from '#lib/sso/index.ts';
import { type OpenIdProvider, startOpenIdProvider } from '#tests/support/openid-provider.ts';
import { home, SsoBrowser } from '#tests/support/sso-browser.ts';
import { ssoScene } from '#tests/support/sso-scene.ts';

/** Single sign-on with a certified OpenID provider over real HTTP, from the e-mail address to the session. */

const scene = ssoScene('openid');
let provider: OpenIdProvider | undefined;
afterEach(() => provider?.close());

const ada = () => ({ sub: 'subject-of-ada', email: `ada@${scene.domain}`, name: 'Ada Lovelace', groups: ['engineers'] });

/** A company whose people sign in at the provider; what a test says of the connection counts over the usual. */
async function connected(input: Readonly<Record<string, unknown>> = {}) {
  const op = await startOpenIdProvider(ada());
  provider = op;
  const id = await scene.connect({
    ...{ kind: 'oidc', issuer: op.issuer, client_id: op.clientId, credential: op.clientSecret, scopes: ['profile', 'email', 'groups'] },
    ...input,
  });
  op.allow(`${home}/api/sso/${id}/callback`, `${home}/sign-in`);
  return { op, id };
}

/** A second connection to the same provider, to which the company's domain leads from now on. */
async function nextConnection(op: OpenIdProvider, input: Readonly<Record<string, unknown>> = {}) {
  const id = await scene.connect({
    ...{ name: 'Next', kind: 'oidc', issuer: op.issuer, client_id: op.clientId, credential: op.clientSecret },
    ...{ scopes: ['profile', 'email', 'groups'], ...input },
  });
  op.allow(`${home}/api/sso/${id}/callback`, `${home}/sign-in`);
  const [domain] = (await listDomains.execute(scene.as(scene.company.admin), {})).data;
  const sso_domain_id = toPublicId('ssoDomain', domain?.id ?? '');
  await updateDomain.execute(scene.as(scene.company.admin), { sso_domain_id, sso_connection_id: id });
  return id;
}

const failureOf = (url: URL): string | null => url.searchParams.get('failure');
const roleNamed = async (name: string) => {
  const [found] = await scene.inside((tx) =>
    tx
      .select()
      .from(role)
      .where(and(eq(role.tenantId, scene.company.tenantId), eq(role.name, name))),
  );
  return toPublicId('role', found?.id ?? '');
};
const accountOf = async (email: string) =>
  (await scene.inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, email))))[0];

/** What somebody holds: role and place, or the team they are in. */
async function heldBy(email: string): Promise<string[]> {
  const userId = (await accountOf(email))?.id ?? '';
  return scene.inside(async (tx) => {
    const roles = await tx
      .select({ name: role.name, kind: roleAssignment.scopeKind })
      .from(roleAssignment)
      .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
      .where(eq(roleAssignment.userId, userId));
    const teams = await tx.select().from(membership).where(eq(membership.userId, userId));
    return [...roles.map(({ name, kind }) => `${name} on ${kind}`), ...teams.map(() => 'member')].sort();
  });
}

describe('signing in at an OpenID provider [IAM-3]', () => {
  it('leads from the address to the provider and back into a session, and makes the account on the way', async () => {
    await connected();
    const browser = new SsoBrowser();
    const arrived = await browser.signIn(`Ada@${scene.domain.toUpperCase()}`, '/keys?sort=-name');
    expect(arrived?.url.href).toBe(`${home}/keys?sort=-name`);
    expect(await scene.whoIs(browser)).toMatchObject({ email: `ada@${scene.domain}`, name: 'Ada Lovelace' });
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['user on tenant']);
    expect(await scene.lastEntry()).toMatchObject({
      outcome: 'provisioned',
      email: `ada@${scene.domain}`,
      changes: ['Given: User on the organization'],
    });
    const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.tenantId, scene.company.tenantId)));
    expect(entries.map(({ action, actorKind }) => `${action} by ${actorKind}`)).toEqual(
      expect.arrayContaining(['user.create by system', 'session.sign_in by user']),
    );
    expect([...browser.cookies().keys()]).toEqual(['tollgate.session']);
    const sent = new URL(browser.visited[0] ?? '').searchParams;
    expect(sent.get('code_challenge_method')).toBe('S256');
    expect(sent.get('nonce')).toMatch(/^[0-9a-f]{64}$/);
    expect(sent.get('login_hint')).toBe(`Ada@${scene.domain.toUpperCase()}`);
  });

  it('finds the same person by the subject when address and name change, and takes them over', async () => {
    const { op } = await connected();
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    const before = await accountOf(`ada@${scene.domain}`);
    op.account = { ...ada(), email: `king@${scene.domain}`, name: 'Ada King' };
    const browser = new SsoBrowser();
    await browser.signIn(`king@${scene.domain}`);
    expect(await scene.whoIs(browser)).toMatchObject({ email: `king@${scene.domain}`, name: 'Ada King' });
    expect((await accountOf(`king@${scene.domain}`))?.id).toBe(before?.id);
    expect(await scene.lastEntry()).toMatchObject({
      outcome: 'updated',
      changes: [`E-mail ada@${scene.domain} → king@${scene.domain}`, 'Name Ada Lovelace → Ada King'],
    });
  });

  it('takes an account that was made by hand for the person with its address', async () => {
    const { op } = await connected();
    op.account = { ...ada(), email: scene.company.member.email };
    const browser = new SsoBrowser();
    await browser.signIn(scene.company.member.email);
    expect(await scene.whoIs(browser)).toMatchObject({ id: scene.company.member.userId, email: scene.company.member.email });
  });

  it('ends what opened that account before, once, but for who keeps a password for bad days', async () => {
    const { tenantId, member, admin } = scene.company;
    const { op } = await connected();
    const equip = async ({ userId }: { readonly userId: string }) =>
      scene.inside(async (tx) => {
        await tx.update(userAccount).set({ passwordHash: 'a-hash-from-before' }).where(eq(userAccount.id, userId));
        const factor = { kind: 'passkey', name: 'Somebody’s', confirmedAt: new Date() } as const;
        await tx.insert(secondFactor).values({ tenantId, id: crypto.randomUUID(), userId, ...factor });
      });
    const left = ({ userId }: { readonly userId: string }) =>
      scene.inside(async (tx) => ({
        hasPassword: (await tx.select().from(userAccount).where(eq(userAccount.id, userId)))[0]?.passwordHash !== null,
        factors: (await tx.select().from(secondFactor).where(eq(secondFactor.userId, userId))).length,
        sessions: (
          await tx
            .select()
            .from(session)
            .where(and(eq(session.userId, userId), isNull(session.revokedAt)))
        ).length,
        tokens: (
          await tx
            .select()
            .from(apiToken)
            .where(and(eq(apiToken.userId, userId), isNull(apiToken.revokedAt)))
        ).length,
      }));
    const signIn = ({ email }: { readonly email: string }) => {
      op.account = { ...ada(), sub: `subject of ${email}`, email };
      return new SsoBrowser().signIn(email);
    };
    for (const person of [member, admin]) await equip(person);
    await createToken.execute(scene.as(member), { name: 'Script', permissions: ['teams.read'] });
    await updateSettings.execute(scene.as(admin), { enforced: false, break_glass_user_ids: [toPublicId('user', admin.userId)] });
    await signIn(member);
    expect(await left(member)).toEqual({ hasPassword: false, factors: 0, sessions: 1, tokens: 0 });
    expect((await scene.lastEntry())?.changes).toContainEqual(expect.stringContaining('Ended: password'));
    await equip(member);
    await signIn(member);
    expect(await left(member)).toEqual({ hasPassword: true, factors: 1, sessions: 2, tokens: 0 });
    await signIn(admin);
    expect(await left(admin)).toEqual({ hasPassword: true, factors: 1, sessions: 2, tokens: 0 });
  });

  it('drops a password that an administrator gave out, but not of who keeps one for the day the provider is down', async () => {
    const { op } = await connected();
    const { member, lead } = scene.company;
    await scene.inside(async (tx) => {
      await tx.update(userAccount).set({ passwordHash: 'a hash', temporaryPasswordExpiresAt: new Date(Date.now() + 60_000) });
      await tx.insert(ssoSetting).values({ tenantId: scene.company.tenantId, breakGlassUserIds: [lead.userId] });
    });
    for (const { email } of [member, lead]) {
      op.account = { ...ada(), sub: email, email };
      await new SsoBrowser().signIn(email);
    }
    expect(await accountOf(member.email)).toMatchObject({ passwordHash: null, temporaryPasswordExpiresAt: null });
    expect(await accountOf(lead.email)).toMatchObject({ passwordHash: 'a hash', temporaryPasswordExpiresAt: expect.any(Date) });
  });

  it('does not give the account of one person to another who gets the same address later', async () => {
    const { op } = await connected();
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    op.account = { ...ada(), sub: 'subject-of-a-successor' };
    const browser = new SsoBrowser();
    expect(failureOf((await browser.signIn(`ada@${scene.domain}`))?.url ?? new URL(home))).toBe('account_protected');
    expect(browser.session).toBeUndefined();
  });

  it('two first sign-ins at once make one account', async () => {
    await connected();
    const browsers = [new SsoBrowser(), new SsoBrowser(), new SsoBrowser()];
    await Promise.all(browsers.map((browser) => browser.signIn(`ada@${scene.domain}`)));
    const seen = await Promise.all(browsers.map((browser) => scene.whoIs(browser)));
    expect(new Set(seen.map((me) => me?.id)).size).toBe(1);
    expect(seen[0]?.email).toBe(`ada@${scene.domain}`);
  });
});

describe('what groups and claims give [IAM-3]', () => {
  it('is given at each sign-in and taken back with the group; what was granted by hand stays', async () => {
    const { op } = await connected({
      group_mappings: [
        {
          group: 'engineers',
          role_id: await roleNamed('department_admin'),
          department_id: toPublicId('department', scene.company.engineeringId),
        },
        { group: 'search', team_id: toPublicId('team', scene.company.searchId) },
        { group: 'sales', department_id: toPublicId('department', scene.company.salesId) },
        { group: 'bosses', role_id: await roleNamed('tenant_admin') },
      ],
    });
    const signIn = (groups: readonly string[]) => {
      op.account = { ...ada(), groups };
      return new SsoBrowser().signIn(`ada@${scene.domain}`);
    };
    await signIn(['engineers', 'search', 'others']);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['department_admin on department', 'member', 'user on tenant']);
    await scene.inside(async (tx) => {
      const powerUser = fromPublicId('role', await roleNamed('power_user')) ?? '';
      const userId = (await accountOf(`ada@${scene.domain}`))?.id ?? '';
      await tx
        .insert(roleAssignment)
        .values({ tenantId: scene.company.tenantId, id: crypto.randomUUID(), userId, roleId: powerUser, scopeKind: 'tenant' });
    });
    await signIn(['bosses', 'sales']);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual([
      'power_user on tenant',
      'tenant_admin on tenant',
      'user on department',
      'user on tenant',
    ]);
    expect((await scene.lastEntry())?.changes).toEqual([
      'Given: User on Sales',
      'Given: Tenant admin on the organization',
      'Taken: Department admin on Engineering',
      'Taken: member of Search',
    ]);
    await signIn([]);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['power_user on tenant', 'user on tenant']);
  });

  it('is taken back with the connection that gave it, once its people sign in at the next one', async () => {
    const { op, id } = await connected({ group_mappings: [{ group: 'engineers', role_id: await roleNamed('power_user') }] });
    const before = new SsoBrowser();
    await before.signIn(`ada@${scene.domain}`);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['power_user on tenant', 'user on tenant']);
    await nextConnection(op);
    await archiveConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id });
    expect(await scene.whoIs(before)).toBeUndefined();
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['user on tenant']);
    expect((await scene.lastEntry())?.changes).toEqual(['Taken: Power user on the organization']);
  });

  it('stays while two connections give it, and goes with the last of them', async () => {
    const gives = { group_mappings: [{ group: 'engineers', role_id: await roleNamed('power_user') }] };
    const { op, id } = await connected(gives);
    const signIn = async (groups: readonly string[]) => {
      op.account = { ...ada(), groups };
      await new SsoBrowser().signIn(`ada@${scene.domain}`);
      return heldBy(`ada@${scene.domain}`);
    };
    await signIn(['engineers']);
    await nextConnection(op, gives);
    expect(await signIn(['engineers'])).toEqual(['power_user on tenant', 'user on tenant']);
    expect(await signIn([])).toEqual(['power_user on tenant', 'user on tenant']);
    expect(await signIn(['engineers'])).toEqual(['power_user on tenant', 'user on tenant']);
    await archiveConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id });
    expect(await signIn(['engineers'])).toEqual(['power_user on tenant', 'user on tenant']);
    expect(await signIn([])).toEqual(['user on tenant']);
    expect(await scene.inside((tx) => tx.select().from(ssoGrant))).toHaveLength(2);
  });

  it('never takes the last administrator away', async () => {
    const { op } = await connected({ group_mappings: [{ group: 'bosses', role_id: await roleNamed('tenant_admin') }] });
    op.account = { ...ada(), groups: ['bosses'] };
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    await scene.inside((tx) => tx.delete(roleAssignment).where(eq(roleAssignment.userId, scene.company.admin.userId)));
    op.account = { ...ada(), groups: [] };
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    expect(await heldBy(`ada@${scene.domain}`)).toContain('tenant_admin on tenant');
    expect((await scene.lastEntry())?.changes).toEqual(['Kept, as the last administrator: Tenant admin on the organization']);
  });

  it('follows claims that name a department and a team, and notes names that are not there', async () => {
    const { op } = await connected({ claims: { department: 'department', team: 'team' } });
    op.account = { ...ada(), department: 'engineering', team: 'Nowhere' };
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['user on department', 'user on tenant']);
    expect((await scene.lastEntry())?.changes).toContain('There is no active team Nowhere');
  });

  it('give no role that was archived, neither by a claim nor by a mapping', async () => {
    const { tenantId } = scene.company;
    const [claimed, mapped] = [crypto.randomUUID(), crypto.randomUUID()];
    await scene.inside((tx) =>
      tx.insert(role).values([
        { tenantId, id: claimed, name: 'claimed', title: 'Claimed', level: 60, permissions: [] },
        { tenantId, id: mapped, name: 'mapped', title: 'Mapped', level: 60, permissions: [] },
      ]),
    );
    const { op } = await connected({
      claims: { role: 'team' },
      group_mappings: [{ group: 'engineers', role_id: toPublicId('role', mapped) }],
    });
    op.account = { ...ada(), team: 'claimed' };
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['claimed on tenant', 'mapped on tenant', 'user on tenant']);
    await scene.inside((tx) =>
      tx
        .update(role)
        .set({ archivedAt: new Date() })
        .where(inArray(role.id, [claimed, mapped])),
    );
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    expect(await heldBy(`ada@${scene.domain}`)).toEqual(['user on tenant']);
    expect((await scene.lastEntry())?.changes).toContain('There is no active role claimed');
  });
});

describe('groups and cost centers that come from the provider [IAM-3] [ORG-7]', () => {
  it('are groups here, whose members come and go with each sign-in', async () => {
    await scene.inside((tx) =>
      tx.insert(costCenter).values({ tenantId: scene.company.tenantId, id: crypto.randomUUID(), code: 'CC-7', name: 'Seven' }),
    );
    const { op } = await connected({ group_mappings: [{ group: 'engineers' }], claims: { cost_center: 'department' } });
    op.account = { ...ada(), groups: ['engineers', 'unheard-of'], department: 'cc-7' };
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    const groups = async () => {
      const { data } = await listGroups.execute(scene.as(scene.company.admin), {});
      return data.map(({ name, origin, cost_center_code: code, member_count: members }) => [name, origin, code, members]);
    };
    expect(await groups()).toEqual([
      ['Cost center CC-7', 'sso', 'CC-7', 1],
      ['engineers', 'sso', null, 1],
    ]);
    op.account = { ...ada(), groups: [], department: 'cc-8' };
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    expect(await groups()).toEqual([
      ['Cost center CC-7', 'sso', 'CC-7', 0],
      ['engineers', 'sso', null, 0],
    ]);
    expect((await scene.lastEntry())?.changes).toContain('There is no active cost center cc-8');
  });
});

describe('groups of two providers [IAM-3] [ORG-7]', () => {
  const signIn = async (op: OpenIdProvider, account: Readonly<Record<string, unknown>>) => {
    op.account = { ...ada(), ...account };
    await new SsoBrowser().signIn(String(op.account.email));
    const { data } = await listGroups.execute(scene.as(scene.company.admin), {});
    return data.map(({ name, external_id: called, member_count: members }) => [name, called, members]);
  };

  it('are each their own, whatever they are called', async () => {
    const gives = { group_mappings: [{ group: 'engineers' }] };
    const { op, id } = await connected(gives);
    expect(await signIn(op, {})).toEqual([['engineers', 'engineers', 1]]);
    const next = await nextConnection(op);
    // The next one knows no such group, and is not the one to take anybody out of it.
    expect(await signIn(op, {})).toEqual([['engineers', 'engineers', 1]]);
    await updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: next, ...gives });
    const [of, ofNext] = [
      ['engineers', 'engineers'],
      ['engineers (Next)', 'engineers'],
    ];
    expect(await signIn(op, {})).toEqual([
      [...of, 1],
      [...ofNext, 1],
    ]);
    expect(await signIn(op, { groups: [] })).toEqual([
      [...of, 1],
      [...ofNext, 0],
    ]);
    await archiveConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id });
    expect(await signIn(op, {})).toEqual([
      [...of, 0],
      [...ofNext, 1],
    ]);
  });

  it('bear no cost center by their names', async () => {
    await scene.inside((tx) =>
      tx.insert(costCenter).values({ tenantId: scene.company.tenantId, id: crypto.randomUUID(), code: 'CC-7', name: 'Seven' }),
    );
    const { op } = await connected({ group_mappings: [{ group: 'cost_center:CC-7' }], claims: { cost_center: 'department' } });
    const bearing = ['Cost center CC-7', 'cost_center:CC-7', 1];
    expect(await signIn(op, { department: 'cc-7' })).toEqual([bearing]);
    const other = { sub: 'another', email: `bob@${scene.domain}`, groups: ['cost_center:CC-7'] };
    expect(await signIn(op, other)).toEqual([bearing]);
  });

  it('leave the names of groups that are made by hand', async () => {
    const { op } = await connected({ group_mappings: [{ group: 'engineers' }] });
    await createGroup.execute(scene.as(scene.company.admin), { name: 'Engineers' });
    expect(await signIn(op, {})).toEqual([['Engineers', null, 0]]);
    expect((await scene.lastEntry())?.changes).toContain('Another group has the name engineers already');
  });
});

describe('who does not get in, and why [IAM-3]', () => {
  const refused = async (email = `ada@${scene.domain}`) => {
    const browser = new SsoBrowser();
    const arrived = await browser.signIn(email);
    expect(browser.session).toBeUndefined();
    expect(arrived?.url.pathname).toBe('/sign-in/sso');
    return failureOf(arrived?.url ?? new URL(home));
  };

  it('people outside the required groups', async () => {
    await connected({ required_groups: ['tollgate-users'] });
    expect(await refused()).toBe('not_in_group');
    expect((await scene.lastEntry())?.detail).toBe('In none of the groups tollgate-users; the provider sent engineers');
    expect(await accountOf(`ada@${scene.domain}`)).toBeUndefined();
  });

  it('people without an account where none are made', async () => {
    await connected({ provisions: false });
    expect(await refused()).toBe('no_account');
  });

  it('addresses of a domain that is not proved, or leads elsewhere', async () => {
    const { op } = await connected();
    op.account = { ...ada(), email: 'ada@gmail.example' };
    expect(await refused()).toBe('domain_not_allowed');
    const other = await scene.connect({
      name: 'Other',
      kind: 'oidc',
      issuer: op.issuer,
      client_id: 'x',
      credential: 'a-secret-of-the-other',
    });
    await scene.prove('second.example', other);
    op.account = { ...ada(), email: 'ada@second.example' };
    expect(await refused()).toBe('domain_not_allowed');
  });

  it('people without an address, or with one that nobody verified', async () => {
    const { op } = await connected();
    op.account = { ...ada(), email: 'not an address' };
    expect(await refused()).toBe('email_missing');
    op.account = { ...ada(), email_verified: false };
    expect(await refused()).toBe('invalid_response');
  });

  it('deactivated people, and those who hold a platform role', async () => {
    await connected();
    await new SsoBrowser().signIn(`ada@${scene.domain}`);
    const id = (await accountOf(`ada@${scene.domain}`))?.id ?? '';
    const superAdmin = fromPublicId('role', await roleNamed('super_admin')) ?? '';
    const row = { tenantId: scene.company.tenantId, id: crypto.randomUUID(), userId: id, roleId: superAdmin, scopeKind: 'tenant' } as const;
    await scene.inside((tx) => tx.insert(roleAssignment).values(row));
    expect(await refused()).toBe('account_protected');
    await scene.inside((tx) => tx.delete(roleAssignment).where(eq(roleAssignment.id, row.id)));
    await deactivateUser.execute(scene.as(scene.company.admin), { user_id: toPublicId('user', id) });
    expect(await refused()).toBe('deactivated');
  });

  it('whoever presses Cancel, and whoever comes when the provider is down or switched off', async () => {
    const { op, id } = await connected();
    op.cancels = true;
    expect(await refused()).toBe('provider_refused');
    expect((await scene.lastEntry())?.detail).toContain('The person pressed Cancel');
    op.close();
    expect(await refused()).toBe('provider_unreachable');
    await updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, status: 'disabled' });
    expect(await new SsoBrowser().signIn(`ada@${scene.domain}`)).toBeNull();
    const arrived = await new SsoBrowser().go(`${home}/api/sso/${id}/start`);
    expect(failureOf(arrived.url)).toBe('connection_off');
  });
});

describe('the way there and back [IAM-3]', () => {
  it('says the same for every address of a domain, and nothing for domains that nobody proved', async () => {
    await connected();
    const browser = new SsoBrowser();
    const known = new URL((await browser.discover(scene.company.member.email)) ?? '');
    const unknown = new URL((await browser.discover(`nobody@${scene.domain}`)) ?? '');
    expect(unknown.origin + unknown.pathname).toBe(known.origin + known.pathname);
    for (const email of ['ada@elsewhere.example', 'ada', '', '@', `ada@sub.${scene.domain}`, `ada@${scene.domain}\0`])
      expect({ email, url: await browser.discover(email) }).toEqual({ email, url: null });
  });

  it('never leads to another site', async () => {
    await connected();
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/ /evil',
      'javascript:alert(1)',
      '/api/v1/users/me',
      '/a\nb',
    ]) {
      const arrived = await new SsoBrowser().signIn(`ada@${scene.domain}`, next);
      expect({ next, href: arrived?.url.href }).toEqual({ next, href: `${home}/` });
    }
  });

  it('gives a new session at each sign-in, whatever the browser held before (session fixation)', async () => {
    await connected();
    const browser = new SsoBrowser();
    browser.cookies().set('tollgate.session', 'a-cookie-that-somebody-else-set');
    await browser.signIn(`ada@${scene.domain}`);
    const first = browser.session;
    expect(first).not.toBe('a-cookie-that-somebody-else-set');
    await browser.signIn(`ada@${scene.domain}`);
    expect(browser.session).not.toBe(first);
    expect((await scene.whoIs(browser))?.email).toBe(`ada@${scene.domain}`);
  });

  it('signs out here and at the provider', async () => {
    const { op } = await connected();
    const browser = new SsoBrowser();
    await browser.signIn(`ada@${scene.domain}`);
    const kept = browser.session ?? '';
    const { url } = await (await browser.send(`${home}/api/sso/sign-out`, { method: 'POST' })).json();
    expect(browser.session).toBeUndefined();
    browser.cookies().set('tollgate.session', kept);
    expect(await scene.whoIs(browser)).toBeUndefined();
    const there = new URL(url);
    expect(there.origin).toBe(op.issuer);
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe(`${home}/sign-in`);
    expect(there.searchParams.get('id_token_hint')?.split('.')).toHaveLength(3);
    const page = await browser.go(url);
    expect(page.status).toBe(200);
    expect(op.complaints).toEqual([]);
  });

  it('a test sign-in shows what would happen, and changes nothing', async () => {
    const { id } = await connected();
    await updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, status: 'disabled' });
    const browser = new SsoBrowser();
    expect((await browser.send(`${home}/api/sso/${id}/start?purpose=test`)).status).toBe(401);
    await updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, status: 'active' });
    await browser.signIn(`ada@${scene.domain}`);
    expect((await browser.send(`${home}/api/sso/${id}/start?purpose=test`)).status).toBe(403);
    const sessions = await scene.inside((tx) => tx.select().from(session));
    await scene.inside(async (tx) => {
      const userId = (await accountOf(`ada@${scene.domain}`))?.id ?? '';
      const roleId = fromPublicId('role', await roleNamed('tenant_admin')) ?? '';
      await tx
        .insert(roleAssignment)
        .values({ tenantId: scene.company.tenantId, id: crypto.randomUUID(), userId, roleId, scopeKind: 'tenant' });
    });
    if (provider !== undefined) provider.account = { ...ada(), sub: 'somebody-new', email: `new@${scene.domain}`, name: 'New One' };
    const other = new SsoBrowser();
    for (const [name, value] of browser.cookies()) other.cookies().set(name, value);
    const arrived = await other.go(`${home}/api/sso/${id}/start?purpose=test`);
    expect(arrived.url.pathname).toBe(`/settings/sign-in/${id}`);
    expect(failureOf(arrived.url)).toBeNull();
    expect(await scene.lastEntry()).toMatchObject({
      outcome: 'tested',
      detail: 'Test: New One would get an account. The provider sent the groups engineers.',
      changes: ['Given: User on the organization'],
    });
    expect(await accountOf(`new@${scene.domain}`)).toBeUndefined();
    expect(await scene.inside((tx) => tx.select().from(session))).toHaveLength(sessions.length);
  });

  it('the connection test says step by step what is wrong', async () => {
    const { op, id } = await connected();
    const test = async () => (await testConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id })).test_result;
    expect(await test()).toMatchObject({
      ok: true,
      checks: [
        { name: 'Discovery', ok: true },
        { name: 'Keys', ok: true },
        { name: 'Client', ok: true },
      ],
    });
    const change = (input: object) => updateConnection.execute(scene.as(scene.company.admin), { sso_connection_id: id, ...input });
    await change({ credential: 'not-the-secret-of-the-client' });
    expect(await test()).toMatchObject({
      ok: false,
      checks: [
        { ok: true },
        { ok: true },
        { name: 'Client', ok: false, message: 'The provider does not know this client id with this secret' },
      ],
    });
    await change({ issuer: `${op.issuer}/`, credential: op.clientSecret });
    expect((await test())?.checks[0]).toMatchObject({ ok: false, message: expect.stringContaining('They must be the same to the letter') });
  });

  it('forgets flows that ran out', async () => {
    await connected();
    await new SsoBrowser().discover(`ada@${scene.domain}`);
    await scene.inside((tx) => tx.update(ssoFlow).set({ expiresAt: new Date(Date.now() - 3_600_000) }));
    await new SsoBrowser().discover(`ada@${scene.domain}`);
    expect(await scene.inside((tx) => tx.select().from(ssoFlow))).toHaveLength(1);
  });
});
