import { findApiToken, findOauthToken, findSession } from '#db/lookup.ts';
import type { Authentication } from '#lib/command/context.ts';
import { BoundedMap } from '#lib/core/bounded-map.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { bearerKindOf, hashBearer } from '#lib/credentials/bearer.ts';
import { getRuntime } from '#lib/runtime.ts';
import { OpenedCookies } from './opened-cookies.ts';
import { sessionCookieName } from './session-cookie.ts';

const openedCookies = new OpenedCookies();

/** Whose sessions are, by the hash of their secrets: a secret is made for one session and never given to another, so what was found once holds. */
const foundSessions = new BoundedMap<string, Authentication>(10_000);

/**
 * A cookie by its name. next-auth splits cookies above 4 kB into `name.0`, `name.1` …; ours is far smaller, so one name is enough. A compact JWE
 * (RFC 7516) has no character that a cookie must encode, so nothing is decoded.
 */
export function cookieOf(headers: Headers, name: string): string | undefined {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** The session secret inside next-auth's encrypted cookie; undefined for no cookie, a forged or an expired one. */
export async function sessionSecretOf(headers: Headers): Promise<string | undefined> {
  const { keys } = getRuntime();
  for (const secure of [true, false]) {
    const token = cookieOf(headers, sessionCookieName(secure));
    if (token !== undefined) return openedCookies.secretOf(token, keys.nextAuthSecret);
  }
  return undefined;
}

/**
 * Who is signed in; null for nobody. Only finds the session: that it is neither revoked nor expired, and the account
 * active, is checked in the transaction of the work. A database outage throws, because it is not a 401.
 */
export async function authenticateSession(headers: Headers): Promise<Authentication | null> {
  const secret = await sessionSecretOf(headers);
  if (secret === undefined) return null;
  const { command, keys } = getRuntime();
  const secretHash = keyedHash(keys.sessionPepper, secret);
  const known = foundSessions.get(secretHash);
  if (known !== undefined) return known;
  const found = await findSession(command.databases.lookup, secretHash);
  if (found === undefined) return null;
  const authentication = { tenantId: found.tenantId, sessionId: found.id };
  foundSessions.set(secretHash, authentication);
  return authentication;
}

/** The text after `Bearer` (RFC 6750 section 2.1); undefined where the header says nothing of the kind. */
const bearerOf = (headers: Headers): string | undefined => /^Bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];

/** Whose API token or access token it is; a mistyped one is found out without a look-up. */
async function authenticateBearer(bearer: string): Promise<Authentication | null> {
  const via = bearerKindOf(bearer);
  if (via === undefined || via === 'oauth_client') return null;
  const { command } = getRuntime();
  const find = via === 'api_token' ? findApiToken : findOauthToken;
  const found = await find(command.databases.lookup, hashBearer(command.keyPepper, bearer));
  return found === undefined ? null : { tenantId: found.tenantId, sessionId: found.id, via };
}

/** Who calls the API: by a token where one was sent, whatever cookies come with it; else by a session. Null for nobody. */
export async function authenticate(headers: Headers): Promise<Authentication | null> {
  const bearer = bearerOf(headers);
  return bearer === undefined ? authenticateSession(headers) : authenticateBearer(bearer);
}
