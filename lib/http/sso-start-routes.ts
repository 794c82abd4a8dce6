import { emailLengthMax } from '#lib/contracts/fields.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { getRuntime } from '#lib/runtime.ts';
import { connectionForEmail, getConnection, localPath, SsoRefusal, startSignIn } from '#lib/sso/index.ts';
import { invocationOf } from './invocation.ts';
import { readJsonObject } from './read-json.ts';
import { refuseCrossSite, requestFactsOf } from './request-facts.ts';
import { connectionOf, failureAddress, flowCookie, goTo, ssoRoute } from './sso-request.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Tells the sign-in page where an e-mail address signs in: `{ url }` of the provider, or null for a password. The answer is
 * the same for every address of a domain, so that it says nothing about people.
 */
export const startByEmail = ssoRoute(async (request, facts) => {
  refuseCrossSite(request);
  const body = await readJsonObject(request, 16 * 1024);
  const email = textOf(body.email).trim();
  const headers = new Headers({ 'cache-control': 'no-store' });
  const connection = email.length > emailLengthMax ? undefined : await connectionForEmail(getRuntime(), email);
  if (connection === undefined) return Response.json({ url: null }, { headers });
  try {
    const wish = { connectionId: connection.id, next: localPath(body.next), email, purpose: 'sign_in' } as const;
    const { url, handle, browserSecret } = await startSignIn(getRuntime(), wish, facts);
    headers.append('set-cookie', flowCookie(request.headers, handle, browserSecret));
    return Response.json({ url }, { headers });
  } catch (error) {
    if (error instanceof SsoRefusal) return Response.json({ url: failureAddress(error.code, facts.requestId) }, { headers });
    throw error;
  }
});

/** Begins a sign-in at one connection: for tiles and bookmarks, and with `purpose=test` for who may see the connection's settings. */
export const startAtConnection = ssoRoute(async (request, facts, context) => {
  const { searchParams } = new URL(request.url);
  const connection = await connectionOf(context);
  const isTest = searchParams.get('purpose') === 'test';
  const publicId = toPublicId('ssoConnection', connection.id);
  // Throws where the caller is not signed in, is somebody else's, or may not see it.
  if (isTest) await getConnection.execute(await invocationOf(request, requestFactsOf(request.headers)), { sso_connection_id: publicId });
  const next = isTest ? `/settings/sign-in/${publicId}` : localPath(searchParams.get('next'));
  try {
    const wish = { connectionId: connection.id, next, email: null, purpose: isTest ? 'test' : 'sign_in' } as const;
    const { url, handle, browserSecret } = await startSignIn(getRuntime(), wish, facts);
    return goTo(url, [flowCookie(request.headers, handle, browserSecret)]);
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    return goTo(isTest ? `${next}?failure=${error.code}` : failureAddress(error.code, facts.requestId));
  }
});
