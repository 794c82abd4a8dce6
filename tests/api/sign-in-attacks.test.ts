import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { securitySetting, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { decodeSignInFailure } from '#lib/contracts/sign-in.ts';
import { cheapPasswordHash } from '#tests/support/cheap-password.ts';
import { CookieBrowser } from '#tests/support/cookie-browser.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { consoleTimeoutMs, startTestServer, type TestServer } from '#tests/support/processes.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';
import { SoftwareAuthenticator } from '#tests/support/software-authenticator.ts';
import { totpCode } from '#tests/support/totp-code.ts';

/** Sign-in as attackers would have it, against the built console behind the real server. */

const password = 'correct horse battery staple';
let database: TestDatabase;
let server: TestServer;
let company: SampleCompany;
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer({ database, role: 'console', env: { TRUSTED_PROXIES: '127.0.0.0/8', COUNTRY_HEADER: 'CF-IPCountry' } });
  await server.consoleAnswers();
}, consoleTimeoutMs);
afterAll(async () => {
  await server.dispose();
  await database.drop();
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `attacks-${companies}`);
  await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx.update(userAccount).set({ passwordHash: cheapPasswordHash(password) }),
  );
});

const open = (headers: Readonly<Record<string, string>> = {}) =>
  new CookieBrowser(server.address, { 'x-forwarded-for': `203.0.113.${companies}`, ...headers });
const credentials = (email: string) => ({ email, password, tenant: '' });

/** Somebody signed in with an authenticator app of their own; answers its secret. */
async function enrol(browser: CookieBrowser): Promise<string> {
  const begun = await browser.sendJson('POST', '/api/v1/users/me/factors/totp', {});
  const { secret } = await begun.json();
  const confirmed = await browser.sendJson('POST', '/api/v1/users/me/factors/totp/confirm', { code: totpCode(secret) });
  expect(confirmed.status).toBe(200);
  return secret;
}

describe('the second step over HTTP [IAM-5]', () => {
  it('sets no cookie before it is made, and what stands between the steps opens nothing', async () => {
    const first = open();
    await first.signIn(credentials(company.member.email));
    const secret = await enrol(first);
    const browser = open();
    const failure = decodeSignInFailure((await browser.signIn(credentials(company.member.email))).error);
    if (failure.code !== 'second_factor') throw new Error(`Expected a question, got ${failure.code}`);
    expect(browser.cookies.has('tollgate.session')).toBe(false);
    const { pending } = failure.question;
    for (const cookie of [`tollgate.session=${pending}`, `tollgate.session=${encodeURIComponent(pending)}`])
      expect(await open({ cookie }).me()).toBe(401);
    expect(await open({ authorization: `Bearer ${pending}` }).me()).toBe(401);
    expect(decodeSignInFailure((await browser.signIn({ pending, method: 'totp', code: 'abcdef' })).error)).toEqual({
      code: 'wrong_factor',
    });
    expect(decodeSignInFailure((await browser.signIn({ pending: 'x', method: 'totp', code: '1' })).error)).toEqual({
      code: 'sign_in_over',
    });
    // The code of this step was spent when the app was confirmed; the next one is taken before its time.
    const code = totpCode(secret, Date.now() + 30_000);
    expect(await browser.signIn({ pending, method: 'totp', code })).toEqual({ status: 200, error: '' });
    expect(await browser.me()).toBe(200);
    expect(decodeSignInFailure((await browser.signIn({ pending, method: 'totp', code })).error)).toEqual({ code: 'sign_in_over' });
  });

  it('takes a passkey for the host that was asked, and signs in by it alone', async () => {
    const host = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tollgate.example' };
    const browser = open(host);
    await browser.signIn(credentials(company.member.email));
    const options = await (await browser.send('/api/v1/users/me/passkeys/options')).json();
    expect(options.rp.id).toBe('tollgate.example');
    const authenticator = new SoftwareAuthenticator('https://tollgate.example');
    const made = await browser.sendJson('POST', '/api/v1/users/me/passkeys', {
      name: 'Laptop',
      answer: authenticator.register(options.challenge),
    });
    expect(made.status).toBe(201);
    const alone = async (headers: Readonly<Record<string, string>>) => {
      const other = open(headers);
      const { challenge } = await (await other.send('/api/auth/passkey')).json();
      const answer = authenticator.answer(challenge, { userHandle: options.user.id });
      return { failure: (await other.signIn({ passkey: JSON.stringify(answer) })).error, status: await other.me() };
    };
    expect(await alone(host)).toEqual({ failure: '', status: 200 });
    expect(await alone({ ...host, 'x-forwarded-host': 'evil.example' })).toMatchObject({ status: 401 });
  });
});

describe('sessions that somebody else chose [IAM-6]', () => {
  it('are not what a sign-in continues: it opens a new one each time', async () => {
    const attacker = open();
    await attacker.signIn(credentials(company.seller.email));
    const planted = attacker.cookies.get('tollgate.session') ?? '';
    const victim = open();
    victim.cookies.set('tollgate.session', planted);
    await victim.signIn(credentials(company.member.email));
    expect(victim.cookies.get('tollgate.session')).not.toBe(planted);
    const whoIs = async (browser: CookieBrowser) => (await (await browser.send('/api/v1/users/me')).json()).user.email;
    expect(await whoIs(victim)).toBe(company.member.email);
    expect(await whoIs(attacker)).toBe(company.seller.email);
    const again = open();
    await again.signIn(credentials(company.member.email));
    expect(again.cookies.get('tollgate.session')).not.toBe(victim.cookies.get('tollgate.session'));
  });
});

describe('requests that another site makes [IAM-6]', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['no Origin at all to speak of', { origin: 'null' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('change nothing: %s', async (_, headers) => {
    const browser = open();
    await browser.signIn(credentials(company.member.email));
    const json = { 'content-type': 'application/json', ...headers };
    for (const path of ['/api/v1/users/me/factors/totp', '/api/v1/users/me/step-up', '/api/v1/sessions/revoke-all']) {
      const answer = await browser.send(path, { method: 'POST', body: '{}', headers: json });
      expect({ path, body: await answer.json() }).toMatchObject({ path, body: { code: 'csrf_rejected', status: 403 } });
    }
    const sms = await browser.send('/api/auth/sms', { method: 'POST', body: new URLSearchParams({ pending: 'x' }), headers });
    expect(sms.status).toBe(403);
  });
});

describe('headers that callers make up [IAM-6]', () => {
  it.each(['middleware', 'middleware:middleware:middleware:middleware:middleware', 'src/middleware', 'pages/_middleware'])(
    'skip no middleware: x-middleware-subrequest: %s',
    async (value) => {
      const answer = await open({ 'x-middleware-subrequest': value }).send('/overview');
      expect(answer.status).toBe(307);
      expect(answer.headers.get('location')).toContain('/sign-in');
      expect(await open({ 'x-middleware-subrequest': value, cookie: 'tollgate.session=x' }).me()).toBe(401);
    },
  );

  it('name no other address and no other country than the proxy does', async () => {
    const browser = open({ 'x-forwarded-for': '203.0.113.200' });
    await browser.signIn(credentials(company.member.email));
    await inTenant(database.databases.app, company.tenantId, (tx) =>
      tx.insert(securitySetting).values({ tenantId: company.tenantId, allowedNetworks: ['203.0.113.0/24'], allowedCountries: ['DE'] }),
    );
    const germany = { 'cf-ipcountry': 'DE' };
    expect(await browser.me(germany)).toBe(200);
    // What stands further left was written by the caller.
    expect(await browser.me({ ...germany, 'x-forwarded-for': '203.0.113.200, 198.51.100.1' })).toBe(403);
    const spoofed = {
      'x-forwarded-for': '198.51.100.1',
      'x-real-ip': '203.0.113.200',
      forwarded: 'for=203.0.113.200',
      'x-client-ip': '203.0.113.200',
    };
    expect(await browser.me({ ...germany, ...spoofed })).toBe(403);
    expect(await browser.me({ 'cf-ipcountry': 'FR', 'x-tollgate-country': 'DE' })).toBe(403);
    expect(await browser.me({ 'x-tollgate-country': 'DE' })).toBe(403);
  });
});
