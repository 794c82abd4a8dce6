import type { Authentication, Invocation } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { type RequestLimiter, requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { getRuntime } from '#lib/runtime.ts';
import { authenticate } from './authenticate.ts';
import { type RequestFacts, refuseCrossSite } from './request-facts.ts';

/** ETags are `"<version>"`; a weak prefix is tolerated because proxies add it (RFC 9110 section 8.8.3). */
function ifMatchOf(header: string | null): number | undefined {
  if (header === null || header === '*') return undefined;
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(header);
  if (match?.[1] === undefined) throw new AppError('invalid_request', { detail: 'If-Match takes the ETag of the resource, such as "3".' });
  return Number(match[1]);
}

/** Whose requests are counted together: those of a session or token, else those of an address. */
function requesterOf(authentication: Authentication | null, { ip }: RequestFacts): string {
  if (authentication === null) return `address ${ip ?? 'unknown'}`;
  return `${authentication.via ?? 'session'} ${authentication.sessionId}`;
}

/** The invocation behind an HTTP request; refuses cross-site writes before anything else looks at it. */
export async function invocationOf(
  request: Request,
  facts: RequestFacts,
  limiter: RequestLimiter | null = getRuntime().managementLimiter,
): Promise<Invocation> {
  if (request.method !== 'GET' && request.method !== 'HEAD') refuseCrossSite(request);
  const runtime = getRuntime();
  const authentication = await authenticate(request.headers);
  if (limiter !== null) {
    await requireAllowance(limiter, requesterOf(authentication, facts), 'Too many requests to the management API');
  }
  return {
    runtime: runtime.command,
    authentication,
    ...facts,
    ifMatch: ifMatchOf(request.headers.get('if-match')),
    idempotencyKey: request.headers.get('idempotency-key') ?? undefined,
  };
}
