import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { session, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { decodeSignInFailure } from '#lib/contracts/sign-in.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { CookieBrowser } from '#tests/support/cookie-browser.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { consoleTimeoutMs, startTestServer, type TestServer } from '#tests/support/processes.ts';
import { createSampleCompany, type SampleCompany, type SamplePerson } from '#tests/support/sample-company.ts';

/** Sign-in as a browser does it, against the built console behind the real server. */

const password = 'correct horse battery staple';
let database: TestDatabase;
let server: TestServer;
let company: SampleCompany;
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer({ database, role: 'console', env: { TRUSTED_PROXIES: '127.0.0.0/8' } });
  await server.consoleAnswers();
}, consoleTimeoutMs);
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `http-${companies}`);
  await setPassword(company);
});
afterAll(async () => {
  await server.dispose();
  await database.drop();
});

const setPassword = ({ tenantId }: SampleCompany) =>
  inTenant(database.databases.app, tenantId, (tx) => tx.update(userAccount).set({ passwordHash: cheapPasswordHash(password) }));

/** Every test comes from an address of its own, because failures are counted by it. */
class Browser extends CookieBrowser {
  constructor(headers: Readonly<Record<string, string>> = {}) {
    super(server.address, { 'x-forwarded-for': `198.51.100.${companies}`, ...headers });
  }

  enter(email: string, given = password, tenant = '') {
    return this.signIn({ email, password: given, tenant });
  }
}

describe('signing in over HTTP [IAM-3]', () => {
  it('sets an http-only cookie that opens what is protected, and signing out ends it at once [IAM-6]', async () => {
    const browser = new Browser();
    expect(await browser.me()).toBe(401);
    expect(await browser.enter(company.member.email)).toEqual({ status: 200, error: '' });
    const line = browser.setCookies.find((candidate) => candidate.startsWith('tollgate.session=')) ?? '';
    expect(line).toMatch(/; HttpOnly/i);
    expect(line).toMatch(/; SameSite=Lax/i);
    expect(line).not.toMatch(/; Secure/i);
    expect(await browser.me()).toBe(200);
    const kept = new Map(browser.cookies);
    await browser.post('/api/auth/signout', {});
    expect(browser.cookies.has('tollgate.session')).toBe(false);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await browser.me()).toBe(401);
  });

  it('binds the cookie to the host and to HTTPS where the proxy says HTTPS', async () => {
    const browser = new Browser({ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tollgate.example' });
    expect(await browser.enter(company.member.email)).toMatchObject({ status: 200 });
    const line = browser.setCookies.find((candidate) => candidate.startsWith('__Host-tollgate.session=')) ?? '';
    expect(line).toMatch(/; Secure/i);
    expect(line).toMatch(/; Path=\//i);
    expect(line).not.toMatch(/; Domain/i);
    expect(await browser.me()).toBe(200);
  });

  it('ends with the next request when somebody else revokes the session or deactivates the person', async () => {
    const [admin, member] = [new Browser(), new Browser()];
    await admin.enter(company.admin.email);
    await member.enter(company.member.email);
    const mine = await (await member.send('/api/v1/users/me')).json();
    expect((await admin.send(`/api/v1/sessions/${mine.session_id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await member.me()).toBe(401);
    await member.enter(company.member.email);
    expect(await member.me()).toBe(200);
    const deactivate = `/api/v1/users/${toPublicId('user', company.member.userId)}/deactivate`;
    expect((await admin.send(deactivate, { method: 'POST' })).status).toBe(200);
    expect(await member.me()).toBe(401);
    expect(decodeSignInFailure((await member.enter(company.member.email)).error)).toEqual({ code: 'invalid_credentials' });
  });

  it('tells a wrong password, too many of them and a choice of organizations apart, and nothing else', async () => {
    const browser = new Browser();
    expect(decodeSignInFailure((await browser.enter(company.member.email, 'wrong')).error)).toEqual({ code: 'invalid_credentials' });
    companies += 1;
    const other = await createSampleCompany(database, `http-${companies}`);
    await inTenant(database.databases.app, other.tenantId, (tx) =>
      tx
        .insert(userAccount)
        .values({ tenantId: other.tenantId, id: newUuid(), email: company.member.email, passwordHash: cheapPasswordHash(password) }),
    );
    const choice = decodeSignInFailure((await browser.enter(company.member.email)).error);
    expect(choice).toEqual({
      code: 'organization_choice',
      choices: [
        { slug: company.slug, name: company.slug },
        { slug: other.slug, name: other.slug },
      ],
    });
    expect(await browser.enter(company.member.email, password, other.slug)).toEqual({ status: 200, error: '' });
    const tries = await Promise.all(Array.from({ length: 12 }, () => browser.enter(company.lead.email, 'wrong')));
    const codes = tries.map(({ error }) => decodeSignInFailure(error).code);
    expect(codes.filter((code) => code === 'rate_limited').length).toBe(2);
    expect(decodeSignInFailure((await browser.enter(company.lead.email)).error)).toMatchObject({ code: 'rate_limited' });
  });

  it('lets a person with a temporary password do nothing but change it', async () => {
    const expires = new Date(Date.now() + 60_000);
    const change = (person: SamplePerson) =>
      inTenant(database.databases.app, company.tenantId, (tx) =>
        tx.update(userAccount).set({ temporaryPasswordExpiresAt: expires }).where(eq(userAccount.id, person.userId)),
      );
    await change(company.member);
    const browser = new Browser();
    await browser.enter(company.member.email);
    expect(await (await browser.send('/api/v1/teams')).json()).toMatchObject({ status: 403, code: 'password_change_required' });
    const body = JSON.stringify({ current_password: password, new_password: 'another long phrase' });
    const changed = await browser.send('/api/v1/users/me/password', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(changed.status).toBe(200);
    expect((await browser.send('/api/v1/teams')).status).toBe(200);
  });
});

describe('what next-auth has besides', () => {
  it.each(['providers', 'verify-request', 'nonsense'])('is not there: GET %s', async (action) => {
    expect((await new Browser().send(`/api/auth/${action}`)).status).toBe(404);
  });

  it('takes no log entries from strangers, no form without its token, no other site and no large body', async () => {
    const browser = new Browser();
    const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
      browser.send(path, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });
    expect((await post('/api/auth/_log', 'level=error&code=x')).status).toBe(404);
    const fields = new URLSearchParams({ email: company.member.email, password, json: 'true' }).toString();
    await post('/api/auth/callback/credentials', fields);
    expect(await browser.me()).toBe(401);
    expect((await post('/api/auth/callback/credentials', fields, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('/api/auth/callback/credentials', `x=${'y'.repeat(20_000)}`)).status).toBe(413);
    expect((await post('/api/auth/callback/credentials', '{', { 'content-type': 'application/json' })).status).toBe(400);
    const odd = JSON.stringify({ email: { a: 1 }, password: ['x'], json: true });
    expect((await post('/api/auth/callback/credentials', odd, { 'content-type': 'application/json' })).status).toBeLessThan(500);
    const rows = await inTenant(database.databases.app, company.tenantId, (tx) =>
      tx.select().from(session).where(eq(session.userId, company.member.userId)),
    );
    expect(rows).toHaveLength(1);
  });
});

describe('paths that nobody has', () => {
  it.each(['/api/v1/nonsense', '/api/v1', '/api/v1/teams/x/y/z', '/api/v2/teams'])('%s is a problem', async (path) => {
    const answer = await fetch(`${server.address}${path}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'not_found', status: 404 });
  });

  it('a method that a path does not have is 405 with Allow', async () => {
    const answer = await fetch(`${server.address}/api/v1/teams`, { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
    expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
  });
});
