import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { AppError } from '#lib/core/errors.ts';
import { getRuntime } from '#lib/runtime.ts';
import { chunksOf, limited } from './read-json.ts';
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

async function withLimitedBody(request: Request): Promise<NextRequest> {
  if (request.method !== 'POST') return new NextRequest(request.url, { headers: request.headers });
  const parts: Uint8Array[] = [];
  for await (const chunk of limited(chunksOf(request), bytesMax)) parts.push(chunk);
  return new NextRequest(request.url, { method: 'POST', headers: request.headers, body: Buffer.concat(parts).toString() });
}

/** next-auth's REST API below /api/auth: the CSRF token, sign-in with the `credentials` provider, sign-out, the session. */
export async function handleAuth(request: Request, context: AuthContext): Promise<Response> {
  try {
    const [action = ''] = (await context.params).nextauth;
    if (actions[request.method]?.includes(action) !== true) throw new AppError('not_found');
    if (request.method === 'POST') refuseCrossSite(request);
    const answer: unknown = await NextAuth(await withLimitedBody(request), context, nextAuthOptions(request.headers));
    if (answer instanceof Response) return answer;
    throw new Error('next-auth gave no response');
  } catch (error) {
    return renderProblem(error, requestFactsOf(request.headers).requestId, getRuntime().logger);
  }
}
