import { and, eq, ne } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apiToken, auditEntry, role, roleAssignment, securitySetting, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { Invocation } from '#lib/command/context.ts';
import { allPermissions } from '#lib/contracts/permissions.ts';
import { parseEnv } from '#lib/core/env.ts';
import { fromPublicId, newUuid, toPublicId } from '#lib/core/ids.ts';
import { bearerKindOf, hashBearer } from '#lib/credentials/bearer.ts';
import { createToken, revokeToken } from '#lib/credentials/index.ts';
import {
  deactivateUser,
  getUser,
  reactivateUser,
  resetFactors,
  resetPassword,
  updateSecuritySettings,
  updateUser,
} from '#lib/identity/index.ts';
import { listTeams } from '#lib/organization/index.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from '#tests/support/sample-company.ts';
import * as teams from '../../app/api/v1/(management)/teams/route.ts';
import * as tokens from '../../app/api/v1/(management)/tokens/route.ts';
import * as me from '../../app/api/v1/(management)/users/me/route.ts';
import { cookieFor } from './walk/world.ts';

let database: TestDatabase;
let runtime: Runtime;
let company: SampleCompany;
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' });
  runtime = installRuntime(createRuntime(env, 'test'));
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `tokens-${companies}`);
});
afterAll(async () => {
  await runtime.databases.close(1);
  await database.drop();
});

const as = (person: SamplePerson): Invocation => invocationOf(runtime.command, company, person);
const ask = (secret: string, method = 'GET', body?: object, headers: Record<string, string> = {}): Promise<Response> => {
  const init = { method, headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers } };
  const request = new Request('http://localhost/api/v1/teams', body === undefined ? init : { ...init, body: JSON.stringify(body) });
  return (method === 'GET' ? teams.GET : teams.POST)(request, { params: Promise.resolve({}) });
};
const personal = (person: SamplePerson, permissions: string[], more: object = {}) =>
  createToken.execute(as(person), { name: 'Script', permissions, ...more });
const ofTenant = (permissions: string[], more: object = {}) =>
  createToken.execute(as(company.admin), { name: 'Pipeline', owner: 'tenant', permissions, ...more });
const inside = <Result>(work: Parameters<typeof inTenant<Result>>[2]) => inTenant(database.databases.app, company.tenantId, work);
const byToken = ({ id }: { readonly id: string }): Invocation => ({
  ...as(company.admin),
  authentication: { tenantId: company.tenantId, sessionId: id, via: 'api_token' },
});
const newTeam = (name: string) => ({ name, department_id: toPublicId('department', company.engineeringId) });

describe('an API token [IAM-7]', () => {
  it('is shown once, has a checksum, and is stored as a keyed hash alone', async () => {
    const made = await personal(company.member, ['teams.read']);
    expect(bearerKindOf(made.secret)).toBe('api_token');
    expect(bearerKindOf(`${made.secret.slice(0, -1)}${made.secret.endsWith('0') ? '1' : '0'}`)).toBeUndefined();
    const [row] = await inside((tx) => tx.select().from(apiToken).where(eq(apiToken.id, made.id)));
    expect(row?.tokenHash).toBe(hashBearer(runtime.command.keyPepper, made.secret));
    expect(JSON.stringify(row)).not.toContain(made.secret.slice(4, -6));
    const answer = await tokens.GET(
      new Request('http://localhost/api/v1/tokens', { headers: await cookieFor(runtime, company.tenantId, company.member.userId) }),
      { params: Promise.resolve({}) },
    );
    expect(await answer.json()).toMatchObject({ data: [{ name: 'Script', display: made.display, user_name: 'member', status: 'active' }] });
  });

  it('opens the API as its owner, as far as it names permissions, and is noted in the audit trail', async () => {
    const reading = await personal(company.admin, ['teams.read']);
    expect((await ask(reading.secret)).status).toBe(200);
    expect((await ask(reading.secret, 'POST', newTeam('Refused'))).status).toBe(403);
    const writing = await personal(company.admin, ['teams.read', 'teams.write']);
    const answer = await ask(writing.secret, 'POST', newTeam('Made'));
    expect(answer.status).toBe(201);
    const requestId = fromPublicId('request', answer.headers.get('x-request-id') ?? '') ?? '';
    const entries = await inside((tx) =>
      tx
        .select()
        .from(auditEntry)
        .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.requestId, requestId))),
    );
    expect(entries).toMatchObject([{ action: 'team.create', actorKind: 'token', actorId: company.admin.userId }]);
    expect(entries[0]?.actorName).toBe(`${company.admin.email} by token Script (${toPublicId('apiToken', writing.id)})`);
    const [used] = await inside((tx) => tx.select().from(apiToken).where(eq(apiToken.id, writing.id)));
    expect(used?.lastUsedAt).not.toBeNull();
  });

  it('never has more than its owner holds, when it is made and later', async () => {
    await expect(personal(company.member, ['users.write'])).rejects.toMatchObject({ code: 'forbidden' });
    const made = await personal(company.admin, ['teams.read', 'teams.write']);
    expect((await ask(made.secret, 'POST', newTeam('First'))).status).toBe(201);
    await inside(async (tx) => {
      const [guest] = await tx.select({ id: role.id }).from(role).where(eq(role.name, 'guest'));
      await tx
        .update(roleAssignment)
        .set({ roleId: guest?.id ?? '' })
        .where(and(eq(roleAssignment.tenantId, company.tenantId), eq(roleAssignment.userId, company.admin.userId)));
    });
    expect((await ask(made.secret, 'POST', newTeam('Second'))).status).toBe(404);
  });

  it('stops with the request after it was revoked, has expired, or its owner is gone, and does not come back with them', async () => {
    const revoked = await personal(company.lead, ['teams.read']);
    const ended = await personal(company.lead, ['teams.read']);
    const orphan = await personal(company.member, ['teams.read']);
    for (const { secret } of [revoked, ended, orphan]) expect((await ask(secret)).status).toBe(200);
    await revokeToken.execute(as(company.lead), { token_id: toPublicId('apiToken', revoked.id) });
    await inside((tx) =>
      tx
        .update(apiToken)
        .set({ expiresAt: new Date(Date.now() - 1) })
        .where(eq(apiToken.id, ended.id)),
    );
    const user_id = toPublicId('user', company.member.userId);
    await deactivateUser.execute(as(company.admin), { user_id });
    for (const { secret } of [revoked, ended, orphan]) expect((await ask(secret)).status).toBe(401);
    await reactivateUser.execute(as(company.admin), { user_id });
    expect((await ask(orphan.secret)).status).toBe(401);
  });

  it('is the same 401 for a token that is malformed, unknown, or of another use', async () => {
    const { secret } = await personal(company.member, ['teams.read']);
    for (const wrong of [
      '',
      'x',
      secret.slice(0, -1),
      secret.toLowerCase(),
      `tg_${secret.slice(4)}`,
      `${secret} ${secret}`,
      `${secret}\u00e9`,
    ])
      expect((await ask(wrong)).status).toBe(401);
    // A cookie beside a token that does not fit is no way in.
    const { cookie } = await cookieFor(runtime, company.tenantId, company.admin.userId);
    expect((await ask('tgm_wrong', 'GET', undefined, { cookie })).status).toBe(401);
  });

  it('may do nothing to the account itself, nor make itself successors', async () => {
    const { secret } = await personal(company.admin, ['tokens.own', 'tokens.write', 'users.write', 'teams.read']);
    const call = (handler: typeof me.PATCH, body: object) =>
      handler(
        new Request('http://localhost/api/v1/users/me', {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        { params: Promise.resolve({}) },
      );
    const refused = await call(me.PATCH, { name: 'Mallory' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ detail: 'Only a person who is signed in can do this; a token cannot.' });
    expect((await call(tokens.POST, { name: 'Next', permissions: ['teams.read'] })).status).toBe(403);
    expect((await call(tokens.POST, { name: 'Next', owner: 'tenant', permissions: ['teams.read'] })).status).toBe(403);
    const known = await me.GET(new Request('http://localhost/', { headers: { authorization: `Bearer ${secret}` } }), {
      params: Promise.resolve({}),
    });
    expect(await known.json()).toMatchObject({ permissions: ['teams.read', 'tokens.own', 'tokens.write', 'users.write'] });
  });

  it('opens nobody’s account with users.write alone, its owner’s neither [IAM-2]', async () => {
    const { admin, lead, member } = company;
    await inside(async (tx) => {
      const [administrator] = await tx.select({ id: role.id }).from(role).where(eq(role.name, 'tenant_admin'));
      const granted = { roleId: administrator?.id ?? '', scopeKind: 'tenant' } as const;
      await tx.insert(roleAssignment).values({ tenantId: company.tenantId, id: newUuid(), userId: lead.userId, ...granted });
    });
    const narrow = await personal(admin, ['users.read', 'users.write']);
    const wide = await personal(admin, [...allPermissions]);
    const pipeline = await ofTenant(['users.read', 'users.write']);
    const refused = { code: 'forbidden', detail: expect.stringContaining('holds permissions that you do not hold') };
    for (const token of [narrow, pipeline])
      for (const person of [lead, member]) {
        const user_id = toPublicId('user', person.userId);
        await expect(resetPassword.execute(byToken(token), { user_id })).rejects.toMatchObject(refused);
        await expect(resetFactors.execute(byToken(token), { user_id })).rejects.toMatchObject(refused);
        await expect(updateUser.execute(byToken(token), { user_id, email: 'mine@example.com' })).rejects.toMatchObject(refused);
        expect(await updateUser.execute(byToken(token), { user_id, name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
      }
    const own = { user_id: toPublicId('user', admin.userId), email: 'mine@example.com' };
    await expect(updateUser.execute(byToken(narrow), own)).rejects.toMatchObject(refused);
    expect(await resetFactors.execute(byToken(wide), { user_id: toPublicId('user', member.userId) })).toMatchObject({ sessions_ended: 1 });
    expect(await updateUser.execute(as(admin), own)).toMatchObject({ email: 'mine@example.com' });
  });

  it('comes from where its owner may be; what belongs to the organization comes from anywhere [IAM-6]', async () => {
    const own = await personal(company.member, ['teams.read']);
    const pipeline = await ofTenant(['teams.read']);
    await updateSecuritySettings.execute(as(company.admin), { allowed_networks: ['192.0.2.0/24'] });
    const from = (token: { readonly id: string }, ip: string | null) => listTeams.execute({ ...byToken(token), ip }, {});
    expect((await from(own, '192.0.2.9')).data).not.toEqual([]);
    for (const ip of ['198.51.100.1', null]) {
      await expect(from(own, ip)).rejects.toMatchObject({ code: 'forbidden', detail: expect.stringContaining('not open') });
      expect((await from(pipeline, ip)).data).not.toEqual([]);
    }
    const limits = { allowedNetworks: [], allowedCountries: ['DE'] };
    await inside((tx) => tx.update(securitySetting).set(limits).where(eq(securitySetting.tenantId, company.tenantId)));
    expect((await listTeams.execute({ ...byToken(own), country: 'DE' }, {})).data).not.toEqual([]);
    await expect(listTeams.execute({ ...byToken(own), country: 'FR' }, {})).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('ends with a reset of its owner’s password or factors, and waits for a temporary password to be changed', async () => {
    const [first, second] = [await personal(company.member, ['teams.read']), await personal(company.seller, ['teams.read'])];
    await resetPassword.execute(as(company.admin), { user_id: toPublicId('user', company.member.userId) });
    await resetFactors.execute(as(company.admin), { user_id: toPublicId('user', company.seller.userId) });
    for (const { id, secret } of [first, second]) {
      expect((await ask(secret)).status).toBe(401);
      const [ended] = await inside((tx) =>
        tx
          .select()
          .from(auditEntry)
          .where(
            and(
              eq(auditEntry.resourceKind, 'token'),
              eq(auditEntry.resourceId, toPublicId('apiToken', id)),
              ne(auditEntry.action, 'token.create'),
            ),
          ),
      );
      expect(ended?.action).toMatch(/^user\.reset_(password|factors)$/);
    }
    const waiting = await personal(company.lead, ['teams.read']);
    const temporary = (temporaryPasswordExpiresAt: Date | null) =>
      inside((tx) => tx.update(userAccount).set({ temporaryPasswordExpiresAt }).where(eq(userAccount.id, company.lead.userId)));
    await temporary(new Date(Date.now() + 60_000));
    expect(await (await ask(waiting.secret)).json()).toMatchObject({ code: 'password_change_required' });
    await temporary(null);
    expect((await ask(waiting.secret)).status).toBe(200);
  });

  it('lives 90 days unless said and a year at most where it is a person’s, as long as wanted where it is the organization’s', async () => {
    const days = (at: Date | null) => Math.round(((at?.getTime() ?? 0) - Date.now()) / 86_400_000);
    expect(days((await personal(company.member, ['teams.read'])).expires_at)).toBe(90);
    const end = (offset: number) => ({ expires_at: new Date(Date.now() + offset * 86_400_000).toISOString() });
    expect(days((await personal(company.member, ['teams.read'], end(366))).expires_at)).toBe(366);
    for (const wrong of [{ expires_at: null }, end(367), end(-1)])
      await expect(personal(company.member, ['teams.read'], wrong)).rejects.toMatchObject({ errors: [{ pointer: '/expires_at' }] });
    expect((await ofTenant(['teams.read'])).expires_at).toBeNull();
  });

  it('takes names of permissions only, each once', async () => {
    for (const permissions of [[], ['*'], ['teams.*'], ['teams.read', 'teams.read'], ['nothing.here']])
      await expect(personal(company.admin, permissions)).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('a token of the organization [IAM-7]', () => {
  it('outlives its maker, holds its own permissions on everything, and is made by those who hold them there', async () => {
    await expect(createToken.execute(as(company.lead), { name: 'X', owner: 'tenant', permissions: ['teams.read'] })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { secret, user_id: accountId } = await ofTenant(['teams.read', 'teams.write']);
    expect((await ask(secret, 'POST', newTeam('Robots'))).status).toBe(201);
    await inside((tx) => tx.update(userAccount).set({ status: 'deactivated' }).where(eq(userAccount.id, company.admin.userId)));
    expect((await ask(secret)).status).toBe(200);
    // Its account is no person: not listed, not to be given a password.
    const [row] = await inside((tx) => tx.select().from(userAccount).where(eq(userAccount.id, accountId)));
    expect(row).toMatchObject({ kind: 'service', passwordHash: null });
  });

  it('has an account that nobody can sign in to or work on', async () => {
    const { user_id: id } = await ofTenant(['teams.read']);
    const user_id = toPublicId('user', id);
    for (const operation of [resetPassword, deactivateUser])
      await expect(operation.execute(as(company.admin), { user_id })).rejects.toMatchObject({ code: 'not_found' });
    expect(await getUser.execute(as(company.admin), { user_id })).toMatchObject({ name: 'Pipeline' });
  });

  it('reaches nothing of another tenant', async () => {
    const { secret } = await ofTenant(['teams.read']);
    const other = await createSampleCompany(database, `tokens-other-${newUuid().slice(-8)}`);
    const text = await (await ask(secret)).text();
    expect(text).toContain(toPublicId('team', company.searchId));
    expect(text).not.toContain(toPublicId('team', other.searchId));
  });
});

it('[IAM-7] a token is no way round the rule about other sites', async () => {
  const { secret } = await personal(company.admin, ['teams.write', 'teams.read']);
  const crossSite = await ask(secret, 'POST', newTeam('Elsewhere'), { 'sec-fetch-site': 'cross-site' });
  expect(crossSite.status).toBe(403);
  expect(await crossSite.json()).toMatchObject({ code: 'csrf_rejected' });
});
