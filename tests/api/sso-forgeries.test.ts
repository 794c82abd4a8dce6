import { generateKeyPairSync } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { session, userAccount } from '#db/schema/index.ts';
import { type CraftedProvider, hs256, rs256, startCraftedProvider, unsigned } from '#tests/support/crafted-provider.ts';
import { type Arrived, home, SsoBrowser } from '#tests/support/sso-browser.ts';
import { ssoScene } from '#tests/support/sso-scene.ts';

/** Answers of an OpenID provider that must not be taken; the provider itself is the attacker, or somebody on the way. */

const scene = ssoScene('forged');
let provider: CraftedProvider | undefined;
afterEach(() => provider?.close());

const email = () => `ada@${scene.domain}`;

async function connected(input: Readonly<Record<string, unknown>> = {}) {
  const op = await startCraftedProvider({ email: email(), email_verified: true, name: 'Ada' });
  provider = op;
  const id = await scene.connect({ kind: 'oidc', issuer: op.issuer, client_id: op.clientId, credential: op.clientSecret, ...input });
  return { op, id };
}

const failureOf = (arrived: Arrived | null): string | null => arrived?.url.searchParams.get('failure') ?? null;

/** What a forged answer comes to, with the words of the sync log. */
async function refusedAs(browser = new SsoBrowser()): Promise<string> {
  const arrived = await browser.signIn(email());
  expect(browser.session).toBeUndefined();
  expect(await scene.inside((tx) => tx.select().from(userAccount).where(eq(userAccount.email, email())))).toEqual([]);
  return `${failureOf(arrived)}: ${(await scene.lastEntry())?.detail}`;
}

const seconds = () => Math.floor(Date.now() / 1000);

describe('ID tokens that are not taken [IAM-3]', () => {
  it('but for a good one, whose code was changed with PKCE and the client’s secret by Basic', async () => {
    const { op, id } = await connected();
    const browser = new SsoBrowser();
    expect((await browser.signIn(email()))?.url.pathname).toBe('/overview');
    expect((await scene.whoIs(browser))?.email).toBe(email());
    const [asked] = op.asked;
    expect(asked?.form.get('code_verifier')).toMatch(/^[0-9a-f]{64}$/);
    expect(asked?.form.get('redirect_uri')).toBe(`${home}/api/sso/${id}/callback`);
    expect(asked?.form.has('client_secret')).toBe(false);
    expect(Buffer.from(asked?.authorization?.slice(6) ?? '', 'base64').toString()).toBe(`tollgate:${op.clientSecret}`);
  });

  it.each<[string, () => Record<string, unknown>, string]>([
    ['another issuer', () => ({ iss: 'https://evil.example' }), '"iss"'],
    ['another audience', () => ({ aud: 'another-client' }), '"aud"'],
    ['several audiences without a party', () => ({ aud: ['tollgate', 'another-client'] }), '(azp)'],
    ['another party', () => ({ azp: 'another-client' }), '(azp)'],
    ['another nonce', () => ({ nonce: 'of-another-sign-in' }), 'nonce'],
    ['no nonce', () => ({ nonce: undefined }), '"nonce"'],
    ['an end in the past', () => ({ exp: seconds() - 3600, iat: seconds() - 7200 }), ''],
    ['no end', () => ({ exp: undefined }), '"exp"'],
    ['no time of issue', () => ({ iat: undefined }), '"iat"'],
    ['a time of issue long ago', () => ({ iat: seconds() - 7200, exp: seconds() + 7200 }), '"iat"'],
    ['a time of issue in the future', () => ({ iat: seconds() + 7200, exp: seconds() + 9000 }), '"iat"'],
    ['a beginning in the future', () => ({ nbf: seconds() + 3600 }), '"nbf"'],
    ['no subject', () => ({ sub: undefined }), '"sub"'],
    ['an empty subject', () => ({ sub: '' }), 'subject'],
    ['an address that is not verified', () => ({ email_verified: false }), 'not verified'],
  ])('%s', async (_name, claims, words) => {
    const { op } = await connected();
    op.token = { claims: claims(), sign: rs256 };
    const refused = await refusedAs();
    expect(refused).toContain('invalid_response');
    expect(refused).toContain(words);
  });

  it('no signature, HMAC with the public key or the client’s secret, another key, and a changed token', async () => {
    const { op } = await connected();
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forgeries: Readonly<Record<string, CraftedProvider['token']['sign']>> = {
      none: unsigned,
      'none in capitals': (claims, keys) =>
        String(unsigned(claims, keys)).replace(/^[^.]+/, Buffer.from('{"alg":"NONE"}').toString('base64url')),
      'HMAC with the public key': hs256(({ publicKey }) => String(publicKey.export({ type: 'spki', format: 'pem' }))),
      'HMAC with the secret': hs256(({ clientSecret }) => clientSecret),
      'another key': (claims, keys) => rs256(claims, { ...keys, privateKey: stranger.privateKey }),
      changed: async (claims, keys) => {
        const [head, , signature] = (await rs256(claims, keys)).split('.');
        return `${head}.${Buffer.from(JSON.stringify({ ...claims, email: scene.company.admin.email })).toString('base64url')}.${signature}`;
      },
      nonsense: () => 'no token at all',
    };
    for (const [name, sign] of Object.entries(forgeries)) {
      op.token = { claims: {}, sign };
      expect({ name, refused: (await refusedAs()).split(':')[0] }).toEqual({ name, refused: 'invalid_response' });
    }
  });

  it('a key of the token’s own making: one in its header, and a shared secret in the list of keys', async () => {
    const { op } = await connected();
    const { SignJWT } = await import('jose');
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
    op.token = {
      claims: {},
      sign: (claims) =>
        new SignJWT(claims)
          .setProtectedHeader({
            alg: 'RS256',
            jwk: { kty: 'RSA', ...stranger.publicKey.export({ format: 'jwk' }) },
            jku: `${op.issuer}/keys`,
          })
          .sign(stranger.privateKey),
    };
    expect(await refusedAs()).toContain('invalid_response');
    op.keys = [{ kty: 'oct', kid: 'one', k: Buffer.from('a shared secret').toString('base64url') }];
    op.token = { claims: {}, sign: hs256(() => 'a shared secret') };
    expect(await refusedAs()).toContain('invalid_response');
  });
});

describe('answers that are not taken [IAM-3]', () => {
  it('of another provider than the one that was asked (mix-up)', async () => {
    const { op } = await connected();
    op.answer = { iss: 'https://evil.example' };
    expect(await refusedAs()).toContain('of the issuer https://evil.example');
    op.answer = {};
    op.discovery = { authorization_response_iss_parameter_supported: true };
    expect(await refusedAs()).toContain('of the issuer (none)');
  });

  it('with another state, with none, without a code, and a second time', async () => {
    const { op } = await connected();
    op.answer = { state: '_of-another-sign-in' };
    expect(await refusedAs()).toContain('flow_expired');
    op.answer = { state: null };
    expect(await refusedAs()).toContain('flow_expired');
    op.answer = { code: null };
    expect(await refusedAs()).toContain('invalid_response');
    op.answer = {};
    const browser = new SsoBrowser();
    const start = (await browser.discover(email())) ?? '';
    const kept = new Map(browser.cookies());
    await browser.go(start);
    const callback = browser.visited.find((url) => url.includes('/callback')) ?? '';
    const again = new SsoBrowser();
    for (const [name, value] of kept) again.cookies().set(name, value);
    expect(failureOf(await again.go(callback))).toBe('replayed');
    expect(again.session).toBeUndefined();
  });

  it('in another browser than the one that asked, with or without a flow of its own (login CSRF)', async () => {
    await connected();
    const attacker = new SsoBrowser();
    const answer = await attacker.send((await attacker.discover(email())) ?? '');
    const callback = answer.headers.get('location') ?? '';
    const victim = new SsoBrowser();
    expect(failureOf(await victim.go(callback))).toBe('flow_expired');
    await victim.discover(email());
    expect(failureOf(await victim.go(callback))).toBe('flow_expired');
    expect(victim.session).toBeUndefined();
    // Nothing was used up: the attacker's own sign-in is still theirs.
    expect((await attacker.go(callback)).url.pathname).toBe('/overview');
  });

  it('at the connection of another organization', async () => {
    const { op } = await connected();
    const other = await scene.otherCompany();
    const id = await scene.connect({ kind: 'oidc', issuer: op.issuer, client_id: op.clientId, credential: op.clientSecret }, other);
    const browser = new SsoBrowser();
    const answer = await browser.send((await browser.discover(email())) ?? '');
    const callback = new URL(answer.headers.get('location') ?? '');
    callback.pathname = `/api/sso/${id}/callback`;
    expect(failureOf(await browser.go(callback.href))).toBe('flow_expired');
    // Its own people's addresses are of another domain, whatever its provider says.
    const start = await browser.go(`${home}/api/sso/${id}/start`);
    expect(failureOf(start)).toBe('domain_not_allowed');
    expect(browser.session).toBeUndefined();
    expect(await scene.inside((tx) => tx.select().from(session), other.tenantId)).toHaveLength(5);
  });

  it('after ten minutes', async () => {
    await connected();
    const browser = new SsoBrowser();
    const start = (await browser.discover(email())) ?? '';
    await scene.database
      .superuser`update sso_flow set expires_at = now() - interval '1 second' where tenant_id = ${scene.company.tenantId}`;
    expect(failureOf(await browser.go(start))).toBe('flow_expired');
  });
});

describe('providers that lead elsewhere [IAM-3]', () => {
  it('a discovery document of another issuer, and endpoints that are scripts or may not be reached', async () => {
    const { op } = await connected();
    op.discovery = { issuer: 'https://evil.example' };
    expect(await refusedAs()).toContain('to the letter');
    op.discovery = { authorization_endpoint: 'javascript:alert(document.domain)' };
    expect(await refusedAs()).toContain('authorization_endpoint');
    op.discovery = { token_endpoint: 'http://169.254.169.254/latest/meta-data' };
    expect(await refusedAs()).toContain('may not be asked');
    op.discovery = { jwks_uri: 'http://10.0.0.1/keys' };
    expect(await refusedAs()).toContain('may not be asked');
    expect(op.asked.map(({ form }) => form.get('code'))).not.toContain(undefined);
  });

  it('userinfo of another person', async () => {
    const { op } = await connected({ claims: { department: 'department' } });
    op.userinfo = { sub: 'somebody-else', department: 'Engineering' };
    expect(await refusedAs()).toContain('another person');
  });

  it('userinfo cannot change what the token says', async () => {
    const { op } = await connected({ claims: { department: 'department' } });
    op.userinfo = { sub: 'subject-of-ada', email: scene.company.admin.email, department: 'Engineering' };
    const browser = new SsoBrowser();
    await browser.signIn(email());
    expect((await scene.whoIs(browser))?.email).toBe(email());
  });

  it('Google lets only accounts of the Workspace in, whatever address they have', async () => {
    const { requireTrusted } = await import('#lib/sso/oidc/finish-oidc.ts');
    const person = { email: 'ada@acme.example' };
    const claims = { email_verified: true, hd: 'acme.example' };
    expect(() => requireTrusted('google', claims, person)).not.toThrow();
    for (const wrong of [
      { ...claims, hd: undefined },
      { ...claims, hd: 'other.example' },
      { hd: 'acme.example' },
      { ...claims, email_verified: false },
    ])
      expect(() => requireTrusted('google', wrong, person)).toThrow();
  });
});
