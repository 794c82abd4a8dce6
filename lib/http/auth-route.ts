import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { AppError } from '#lib/core/errors.ts';
import { sendSignInCode } from '#lib/identity/send-sign-in-code.ts';
import { newSignInChallenge } from '#lib/identity/sign-in-by-passkey.ts';
import { getRuntime } from '#lib/runtime.ts';
import { chunksOf, limited, parseJsonObject } from './read-json.ts';
import { renderProblem } from './render-problem.ts';
import { refuseCrossSite, requestFactsOf } from './request-facts.ts';
import { nextAuthOptions } from './session.ts';

// next-auth derives its own address from the forwarded host, which `server.ts` sets, only when it is told to trust it.
process.env.AUTH_TRUST_HOST ??= 'true';

interface AuthContext {
  readonly params: Promise<{ readonly nextauth: string[] }>;
}

const bytesMax = 16 * 1024;

/** What of next-auth is open; the rest is pages we have ourselves and a log that anybody could write to. */
const actions: Readonly<Record<string, readonly string[]>> = {
  GET: ['csrf', 'error', 'session', 'signin'],
  POST: ['callback', 'signout'],
};

/** Sends a code to the telephone of a pending sign-in. */
async function sendCode(request: Request): Promise<Response> {
  refuseCrossSite(request);
  const form = new URLSearchParams(await (await withCheckedBody(request)).text());
  await sendSignInCode(getRuntime(), form.get('pending') ?? '');
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}

/** The request with a body that was read with a limit and, where it says it is JSON, is an object: next-auth checks neither. */
async function withCheckedBody(request: Request): Promise<NextRequest> {
  const { url, method, headers } = request;
  if (method !== 'POST') return new NextRequest(url, { headers });
  const parts: Uint8Array[] = [];
  for await (const chunk of limited(chunksOf(request), bytesMax)) parts.push(chunk);
  const body = Buffer.concat(parts).toString();
  if (headers.get('content-type')?.includes('application/json') === true) parseJsonObject(body);
  return new NextRequest(url, { method, headers, body });
}

/** What a passkey signs to sign somebody in who has not said who they are; good once, for five minutes. */
const passkeyChallenge = (): Response =>
  Response.json({ challenge: newSignInChallenge(getRuntime()) }, { headers: { 'cache-control': 'no-store' } });

/** next-auth's REST API below /api/auth: the CSRF token, sign-in with the `credentials` provider, sign-out, the session; and the challenge of passkeys. */
export async function handleAuth(request: Request, context: AuthContext): Promise<Response> {
  try {
    const [action = ''] = (await context.params).nextauth;
    if (request.method === 'GET' && action === 'passkey') return passkeyChallenge();
    if (request.method === 'POST' && action === 'sms') return await sendCode(request);
    if (actions[request.method]?.includes(action) !== true) throw new AppError('not_found');
    if (request.method === 'POST') refuseCrossSite(request);
    const answer: unknown = await NextAuth(await withCheckedBody(request), context, nextAuthOptions(request.headers));
    if (answer instanceof Response) return answer;
    throw new Error('next-auth gave no response');
  } catch (error) {
    return renderProblem(error, requestFactsOf(request.headers).requestId, getRuntime().logger);
  }
}
