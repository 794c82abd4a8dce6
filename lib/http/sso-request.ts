import { encode } from 'next-auth/jwt';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import { requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { getRuntime } from '#lib/runtime.ts';
import { flowSeconds, locateConnection, type SsoFacts, type SsoOutcome } from '#lib/sso/index.ts';
import { cookieOf } from './authenticate.ts';
import { publicOrigin } from './public-origin.ts';
import { chunksOf, limited } from './read-json.ts';
import { renderProblem } from './render-problem.ts';
import { requestFactsOf } from './request-facts.ts';
import type { RouteContext } from './route-input.ts';
import { nextAuthOptions } from './session.ts';
import { sessionCookieName } from './session-cookie.ts';

/** What the routes of single sign-on share: who asks, cookies, and where a browser goes next. */

export const isSecure = (headers: Headers): boolean => headers.get('x-forwarded-proto') === 'https';

/** Facts of a request with the address that its browser, and so its provider, knows us by. */
export const ssoFactsOf = ({ headers }: Request): SsoFacts => ({ ...requestFactsOf(headers), origin: publicOrigin(headers) });

/** The connection that the path names; `not_found` for one that is not there. */
export async function connectionOf(context: RouteContext) {
  const given = (await context.params)?.sso_connection_id;
  const id = fromPublicId('ssoConnection', typeof given === 'string' ? given : '');
  const connection = id === undefined ? undefined : await locateConnection(getRuntime(), id);
  if (connection === undefined || connection.archivedAt !== null) throw new AppError('not_found');
  return connection;
}

/** Each flow has a cookie of its own, so that two tabs do not disturb each other. The `__Host-` prefix keeps subdomains from setting it. */
const flowCookieName = (headers: Headers, handle: string): string =>
  `${isSecure(headers) ? '__Host-' : ''}tollgate.sso-${handle.replace(/[^a-z0-9]/g, '').slice(0, 16)}`;

const attributesOf = (headers: Headers): string => `Path=/; HttpOnly; SameSite=Lax${isSecure(headers) ? '; Secure' : ''}`;

/** What the browser keeps while it is away. Lax: it comes back by a link, never by another site's form. */
export const flowCookie = (headers: Headers, handle: string, browserSecret: string): string =>
  `${flowCookieName(headers, handle)}=${browserSecret}; Max-Age=${flowSeconds}; ${attributesOf(headers)}`;

export const browserSecretOf = (headers: Headers, handle: string): string | undefined => cookieOf(headers, flowCookieName(headers, handle));

export const endedFlowCookie = (headers: Headers, handle: string): string =>
  `${flowCookieName(headers, handle)}=; Max-Age=0; ${attributesOf(headers)}`;

/** The cookie of a new session, as next-auth writes it. */
export async function sessionCookie(headers: Headers, sessionSecret: string): Promise<string> {
  const maxAge = nextAuthOptions(headers).session?.maxAge ?? 0;
  const token = await encode({ token: { sessionSecret }, secret: getRuntime().keys.nextAuthSecret, maxAge });
  return `${sessionCookieName(isSecure(headers))}=${token}; Max-Age=${maxAge}; ${attributesOf(headers)}`;
}

export const endedSessionCookie = (headers: Headers): string =>
  `${sessionCookieName(isSecure(headers))}=; Max-Age=0; ${attributesOf(headers)}`;

/** A GET of another address. No referrer: the address left behind may hold a code. */
export function goTo(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}

/** The page that says why nobody was signed in. */
export const failureAddress = (code: string, requestId: string): string =>
  `/sign-in/sso?${new URLSearchParams({ failure: code, request: toPublicId('request', requestId) })}`;

/** Where a browser goes after a sign-in, with its session where there is one. */
export async function outcomeAnswer(
  { headers }: Request,
  outcome: SsoOutcome,
  requestId: string,
  handle: string | null,
): Promise<Response> {
  const ended = handle === null ? [] : [endedFlowCookie(headers, handle)];
  if (outcome.kind === 'entered') return goTo(outcome.next, [...ended, await sessionCookie(headers, outcome.sessionSecret)]);
  if (outcome.kind === 'tested') return goTo(outcome.next, ended);
  if (outcome.next === null) return goTo(failureAddress(outcome.code, requestId), ended);
  return goTo(`${outcome.next}${outcome.next.includes('?') ? '&' : '?'}failure=${outcome.code}`, ended);
}

const formBytesMax = 512 * 1024;

/** A posted form; other bodies are refused, as are those above 512 KiB. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new AppError('unsupported_media_type', { detail: 'Send a form.' });
  const parts: Uint8Array[] = [];
  for await (const chunk of limited(chunksOf(request), formBytesMax)) parts.push(chunk);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

export type SsoHandler = (request: Request, context: RouteContext) => Promise<Response>;

/** Wraps a route of single sign-on: a limit of requests by address, and a problem for what is thrown. */
export function ssoRoute(handle: (request: Request, facts: SsoFacts, context: RouteContext) => Promise<Response>): SsoHandler {
  return async (request, context) => {
    const facts = ssoFactsOf(request);
    const { managementLimiter, logger } = getRuntime();
    try {
      if (managementLimiter !== null) await requireAllowance(managementLimiter, `address ${facts.ip ?? 'unknown'}`, 'Too many sign-ins');
      return await handle(request, facts, context);
    } catch (error) {
      return renderProblem(error, facts.requestId, logger);
    }
  };
}
