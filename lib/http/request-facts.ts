import { isIP } from 'node:net';
import { countryHeader } from '#lib/core/country-header.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, newUuid } from '#lib/core/ids.ts';

/** What an invocation records about the request it came with. */
export interface RequestFacts {
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string;
  /** ISO 3166-1 alpha-2, where a trusted proxy says; null else. */
  readonly country: string | null;
  /** The address the browser asked: scheme, host and port; null where the request does not say. */
  readonly site: string | null;
}

/**
 * Reads the facts from headers that `server.ts` has already cleaned: it drops what clients send, then sets
 * `x-forwarded-for` to the one verified address and `x-request-id` to the id it minted.
 */
export function requestFactsOf(headers: Headers): RequestFacts {
  const ip = headers.get('x-forwarded-for')?.split(',')[0]?.trim() ?? '';
  const requestId = fromPublicId('request', headers.get('x-request-id') ?? '');
  const country = headers.get(countryHeader) ?? '';
  const host = headers.get('x-forwarded-host') ?? headers.get('host');
  return {
    requestId: requestId ?? newUuid(),
    ip: isIP(ip) === 0 ? null : ip,
    userAgent: headers.get('user-agent') ?? '',
    country: /^[A-Z]{2}$/.test(country) ? country : null,
    site: host === null ? null : `${headers.get('x-forwarded-proto') ?? 'http'}://${host}`,
  };
}

/**
 * Refuses a change that another site made a signed-in browser send (OWASP: verify origin with standard headers).
 * Browsers send Origin with every cross-site write and Sec-Fetch-Site with all; programs send neither and carry no
 * ambient cookies.
 */
export function refuseCrossSite(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') throw new AppError('csrf_rejected');
  const origin = request.headers.get('origin');
  if (origin === null) return;
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw new AppError('csrf_rejected');
}
