import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { SignJWT } from 'jose';
import { closeServer, listenLocally } from './openid-provider.ts';

/** What the ID token of a test says, and how it is signed. */
export interface CraftedToken {
  claims: Record<string, unknown>;
  /** Makes the token; RS256 under the published key unless a test forges another. */
  sign: (claims: Record<string, unknown>, keys: CraftedKeys) => Promise<string> | string;
}

export interface CraftedKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly clientSecret: string;
}

/** A provider that answers what a test says, for answers that no certified provider gives. */
export interface CraftedProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Over the claims of a good token. */
  token: CraftedToken;
  /** Over a good discovery document. */
  discovery: Record<string, unknown>;
  /** Parameters over those of a good answer; null leaves one out. */
  answer: Record<string, string | null>;
  /** Over a good list of keys. */
  keys: readonly object[] | null;
  userinfo: Record<string, unknown>;
  /** Forms the token endpoint was sent, with the authorization header. */
  readonly asked: { readonly form: URLSearchParams; readonly authorization: string | undefined }[];
  readonly signing: CraftedKeys;
  close(): void;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const rs256: CraftedToken['sign'] = (claims, { privateKey }) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey);

/** A token without a signature (RFC 7519 section 6). */
export const unsigned: CraftedToken['sign'] = (claims) => `${base64({ alg: 'none' })}.${base64(claims)}.`;

/** A token under HMAC with a key that others know: the public key's PEM, or the client's secret. */
export const hs256 =
  (keyOf: (keys: CraftedKeys) => string): CraftedToken['sign'] =>
  (claims, keys) => {
    const content = `${base64({ alg: 'HS256', kid: 'one' })}.${base64(claims)}`;
    return `${content}.${createHmac('sha256', keyOf(keys)).update(content).digest('base64url')}`;
  };

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

export async function startCraftedProvider(claims: Record<string, unknown>): Promise<CraftedProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let nonce = '';
  const server = createServer((request, response) => {
    void handle(request).then(({ status = 200, location, body = {} }) =>
      response
        .writeHead(status, location === undefined ? { 'content-type': 'application/json' } : { location })
        .end(location === undefined ? JSON.stringify(body) : undefined),
    );
  });
  const issuer = await listenLocally(server);
  const client = { clientId: 'tollgate', clientSecret: 'a-client-secret-of-32-characters' };
  const provider: CraftedProvider = {
    ...{
      issuer,
      ...client,
      token: { claims: {}, sign: rs256 },
      discovery: {},
      answer: {},
      keys: null,
      userinfo: { sub: 'subject-of-ada' },
      asked: [],
    },
    signing: { privateKey, publicKey, clientSecret: client.clientSecret },
    close: () => closeServer(server),
  };
  async function handle(request: IncomingMessage): Promise<{ status?: number; location?: string; body?: unknown }> {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname === '/.well-known/openid-configuration') {
      const endpoints = {
        authorization_endpoint: '/authorize',
        token_endpoint: '/token',
        jwks_uri: '/keys',
        userinfo_endpoint: '/userinfo',
      };
      const absolute = Object.fromEntries(Object.entries(endpoints).map(([name, path]) => [name, issuer + path]));
      return { body: { issuer, ...absolute, ...provider.discovery } };
    }
    if (url.pathname === '/keys')
      return { body: { keys: provider.keys ?? [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] } };
    if (url.pathname === '/userinfo') return { body: provider.userinfo };
    if (url.pathname === '/authorize') {
      nonce = url.searchParams.get('nonce') ?? '';
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      const answer = { code: 'a-code', state: url.searchParams.get('state'), ...provider.answer };
      for (const [name, value] of Object.entries(answer)) if (value !== null) back.searchParams.set(name, value);
      return { status: 302, location: back.href };
    }
    const form = new URLSearchParams(await readBody(request));
    provider.asked.push({ form, authorization: request.headers.authorization });
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: issuer, aud: client.clientId, sub: 'subject-of-ada', iat: now, exp: now + 300, nonce, ...claims };
    const said = Object.fromEntries(Object.entries({ ...good, ...provider.token.claims }).filter(([, value]) => value !== undefined));
    return { body: { token_type: 'Bearer', access_token: 'access', id_token: await provider.token.sign(said, provider.signing) } };
  }
  return provider;
}
