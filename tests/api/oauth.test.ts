import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditEntry, oauthClient, oauthToken, role, roleAssignment } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { grantRole } from '#lib/access/index.ts';
import { parseEnv } from '#lib/core/env.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createClient, rotateClient, updateClient } from '#lib/credentials/index.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, invocationOf, type SampleCompany, type SamplePerson } from '#tests/support/sample-company.ts';
import * as metadata from '../../app/.well-known/oauth-authorization-server/route.ts';
import * as revoke from '../../app/api/oauth/revoke/route.ts';
import * as token from '../../app/api/oauth/token/route.ts';
import * as teams from '../../app/api/v1/(management)/teams/route.ts';
import * as users from '../../app/api/v1/(management)/users/route.ts';

let database: TestDatabase;
let runtime: Runtime;
let company: SampleCompany;
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent', PUBLIC_URL: 'https://tollgate.test' };
  runtime = installRuntime(createRuntime(parseEnv(env), 'test'));
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `oauth-${companies}`);
});
afterAll(async () => {
  await runtime.databases.close(1);
  await database.drop();
});

const as = (person: SamplePerson) => invocationOf(runtime.command, company, person);
const inside = <Result>(work: Parameters<typeof inTenant<Result>>[2]) => inTenant(database.databases.app, company.tenantId, work);
const roleId = async (name: string) => {
  const [row] = await inside((tx) => tx.select({ id: role.id }).from(role).where(eq(role.name, name)));
  return toPublicId('role', row?.id ?? '');
};
const newClient = async (roleName: string, more: object = {}) => {
  const made = await createClient.execute(as(company.admin), { name: 'Export', role_id: await roleId(roleName), ...more });
  return { ...made, client_id: toPublicId('oauthClient', made.id) };
};
type Client = Awaited<ReturnType<typeof newClient>>;

interface Asked {
  readonly basic?: Pick<Client, 'client_id' | 'secret'>;
  readonly type?: string;
}
const post = async (route: typeof token, fields: Record<string, string> | string, { basic, type }: Asked = {}) => {
  const headers = new Headers({ 'content-type': type ?? 'application/x-www-form-urlencoded' });
  if (basic !== undefined) headers.set('authorization', `Basic ${Buffer.from(`${basic.client_id}:${basic.secret}`).toString('base64')}`);
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  const answer = await route.POST(new Request('http://localhost/api/oauth/token', { method: 'POST', headers, body }));
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
};
const grant = { grant_type: 'client_credentials' };
const fetchToken = async (client: Client, more: Record<string, string> = {}): Promise<string> => {
  const answer = await post(token, { ...grant, ...more }, { basic: client });
  expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  return answer.body.access_token;
};
const ask = async (route: { GET: typeof teams.GET }, secret: string): Promise<number> =>
  (await route.GET(new Request('http://localhost/', { headers: { authorization: `Bearer ${secret}` } }), { params: Promise.resolve({}) }))
    .status;

describe('OAuth client credentials [IAM-8]', () => {
  it('give a token for the roles of the service account, by HTTP Basic and by the body', async () => {
    const client = await newClient('user');
    const basic = await post(token, grant, { basic: client });
    expect(basic).toMatchObject({
      status: 200,
      body: { access_token: expect.stringMatching(/^tga_/), token_type: 'Bearer', expires_in: 3600 },
    });
    expect(basic.headers.get('cache-control')).toBe('no-store');
    const body = await post(token, { ...grant, client_id: client.client_id, client_secret: client.secret });
    expect(body.status).toBe(200);
    expect(body.body.access_token).not.toBe(basic.body.access_token);
    expect(await ask(teams, basic.body.access_token)).toBe(200);
    expect(await ask(users, basic.body.access_token)).toBe(403);
    const rows = await inside((tx) => tx.select().from(oauthToken));
    expect(JSON.stringify(rows)).not.toContain(basic.body.access_token.slice(4, -6));
  });

  it('narrow to the scope, and never widen what the account holds', async () => {
    const client = await newClient('power_user');
    const narrow = await post(token, { ...grant, scope: 'teams.read roles.assign' }, { basic: client });
    expect(narrow.body.scope).toBe('teams.read roles.assign');
    expect(await ask(teams, narrow.body.access_token)).toBe(200);
    expect(await ask(users, narrow.body.access_token)).toBe(403);
    expect(await ask(users, await fetchToken(client))).toBe(200);
    expect(await post(token, { ...grant, scope: 'no.such' }, { basic: client })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  it('are answered as RFC 6749 section 5.2 says where they are not right, and tell nobody why', async () => {
    const client = await newClient('user');
    const other = await newClient('user', { name: 'Other' });
    const wrong = { status: 401, body: { error: 'invalid_client' } };
    const swapped = { client_id: client.client_id, secret: other.secret };
    const first = await post(token, grant, { basic: swapped });
    expect(first).toMatchObject(wrong);
    expect(first.headers.get('www-authenticate')).toBe('Basic realm="Tollgate"');
    for (const basic of [
      { ...client, secret: 'x' },
      { ...client, client_id: 'nobody' },
      { ...client, secret: `${client.secret}x` },
    ])
      expect((await post(token, grant, { basic })).body).toEqual(first.body);
    expect(await post(token, grant)).toMatchObject(wrong);
    expect(await post(token, {}, { basic: client })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await post(token, { grant_type: 'password' }, { basic: client })).toMatchObject({ body: { error: 'unsupported_grant_type' } });
    expect(await post(token, 'grant_type=client_credentials&grant_type=x', { basic: client })).toMatchObject({
      body: { error: 'invalid_request' },
    });
    expect(await post(token, '{}', { basic: client, type: 'application/json' })).toMatchObject({ body: { error: 'invalid_request' } });
    const both = { ...grant, client_id: client.client_id, client_secret: client.secret };
    expect(await post(token, both, { basic: client })).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect((await token.GET(new Request('http://localhost/api/oauth/token'))).status).toBe(405);
  });

  it('stop with the client: disabled, its tokens are refused at once', async () => {
    const client = await newClient('user');
    const secret = await fetchToken(client);
    await updateClient.execute(as(company.admin), { client_id: client.client_id, status: 'disabled' });
    expect(await ask(teams, secret)).toBe(401);
    expect((await post(token, grant, { basic: client })).status).toBe(401);
    await updateClient.execute(as(company.admin), { client_id: client.client_id, status: 'active' });
    expect(await ask(teams, secret)).toBe(200);
    await inside((tx) => tx.update(oauthToken).set({ expiresAt: new Date(Date.now() - 1) }));
    expect(await ask(teams, secret)).toBe(401);
  });

  it('outlive a rotation for as long as it overlaps; without, everything fetched before ends', async () => {
    const client = await newClient('user');
    const next = await rotateClient.execute(as(company.admin), { client_id: client.client_id, overlap_hours: 1 });
    const before = await fetchToken(client);
    expect((await post(token, grant, { basic: { client_id: client.client_id, secret: next.secret } })).status).toBe(200);
    await inside((tx) => tx.update(oauthClient).set({ formerSecretExpiresAt: new Date(Date.now() - 1) }));
    expect((await post(token, grant, { basic: client })).status).toBe(401);
    expect(await ask(teams, before)).toBe(200);
    const last = await rotateClient.execute(as(company.admin), { client_id: client.client_id });
    expect(await ask(teams, before)).toBe(401);
    expect((await post(token, grant, { basic: { client_id: client.client_id, secret: next.secret } })).status).toBe(401);
    expect((await post(token, grant, { basic: { client_id: client.client_id, secret: last.secret } })).status).toBe(200);
  });

  it('can be given back (RFC 7009), by their own client alone', async () => {
    const [client, other] = [await newClient('user'), await newClient('user', { name: 'Other' })];
    const secret = await fetchToken(client);
    expect((await post(revoke, { token: secret }, { basic: other })).status).toBe(200);
    expect(await ask(teams, secret)).toBe(200);
    expect((await post(revoke, { token: secret }, { basic: { ...client, secret: 'x' } })).status).toBe(401);
    expect((await post(revoke, { token: secret }, { basic: client })).status).toBe(200);
    expect(await ask(teams, secret)).toBe(401);
    expect((await post(revoke, { token: 'unknown' }, { basic: client })).status).toBe(200);
  });

  it('are in the audit trail, and are given by those alone who could give the role', async () => {
    const client = await newClient('user');
    await fetchToken(client);
    const entries = await inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'client.issue_token')));
    expect(entries.filter(({ tenantId }) => tenantId === company.tenantId)).toMatchObject([
      { actorKind: 'client', actorId: client.user_id, resourceId: client.client_id },
    ]);
    await expect(createClient.execute(as(company.lead), { name: 'X', role_id: await roleId('user') })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(createClient.execute(as(company.admin), { name: 'X', role_id: await roleId('super_admin') })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('are rotated, and work again, only at the hand of who could grant all their roles [IAM-2]', async () => {
    const [strong, plain] = [await newClient('tenant_admin'), await newClient('user', { name: 'Plain' })];
    await inside(async (tx) => {
      const { tenantId, lead } = company;
      const roleId = newUuid();
      const ofRole = { name: 'clerk', title: 'Clerk', level: 95, permissions: ['clients.read', 'clients.write'] };
      await tx.insert(role).values({ tenantId, id: roleId, ...ofRole });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: lead.userId, roleId, scopeKind: 'tenant' });
    });
    const clerk = as(company.lead);
    const refused = { code: 'forbidden', detail: expect.stringContaining('tenant_admin') };
    await expect(rotateClient.execute(clerk, { client_id: strong.client_id })).rejects.toMatchObject(refused);
    await updateClient.execute(as(company.admin), { client_id: strong.client_id, status: 'disabled' });
    await expect(updateClient.execute(clerk, { client_id: strong.client_id, status: 'active' })).rejects.toMatchObject(refused);
    expect((await rotateClient.execute(clerk, { client_id: plain.client_id })).secret).toMatch(/^tgs_/);
    // One more role on a part of the organization is one more that the clerk would have to hold there.
    await grantRole.execute(as(company.admin), {
      user_id: toPublicId('user', plain.user_id),
      role_id: await roleId('team_lead'),
      department_id: toPublicId('department', company.salesId),
    });
    await expect(rotateClient.execute(clerk, { client_id: plain.client_id })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('tell where everything is (RFC 8414)', async () => {
    const answer = metadata.GET(new Request('http://localhost/.well-known/oauth-authorization-server'));
    expect(await answer.json()).toMatchObject({
      issuer: 'https://tollgate.test',
      token_endpoint: 'https://tollgate.test/api/oauth/token',
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    });
  });
});
