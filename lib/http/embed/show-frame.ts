import { randomBytes } from 'node:crypto';
import { AppError, toAppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { showEmbed } from '#lib/embeds/index.ts';
import { requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { getRuntime } from '#lib/runtime.ts';
import { logFault } from '../render-problem.ts';
import { requestFactsOf } from '../request-facts.ts';
import { framePage, goneFrame } from './frame-page.ts';

const tooMany = 'Too many looks at embedded figures';

/**
 * No scripts, nothing fetched, no form: a frame draws and does nothing else. `frame-ancestors` (CSP level 3, section 6.4.2) names
 * the sites of the embed and no others; of what shows nothing, none at all.
 */
const policyOf = (nonce: string, origins: readonly string[]): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${origins.length === 0 ? "'none'" : origins.join(' ')}`,
  ].join('; ');

function originIn(value: string): string | undefined {
  try {
    return new URL(value).origin;
  } catch {
    return undefined;
  }
}

/**
 * Whether the page that asks says it is another site's than those that may. Browsers hold frames to the policy; this refuses
 * them their figures besides. Who says nothing is not refused: pages may keep their address to themselves.
 */
function isElsewhere(request: Request, origins: readonly string[], site: string | null): boolean {
  return ['origin', 'referer'].some((name) => {
    const value = request.headers.get(name);
    if (value === null || value === 'null') return false;
    const from = originIn(value);
    return from === undefined || (from !== site && !origins.includes(from));
  });
}

function answer(
  html: string,
  status: number,
  options: { readonly nonce: string; readonly origins: readonly string[]; readonly requestId: string },
) {
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(options.nonce, options.origins),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
      'x-request-id': toPublicId('request', options.requestId),
    },
  });
}

/** `GET /embed/{token}`: what other sites show in frames. It reads no cookie and sets none, so that who is signed in sees no more. */
export async function showFrame(request: Request, context: { readonly params: Promise<{ readonly token: string }> }): Promise<Response> {
  const facts = requestFactsOf(request.headers);
  const { command, managementLimiter: limiter, logger } = getRuntime();
  const nonce = randomBytes(16).toString('base64');
  try {
    if (limiter !== null) await requireAllowance(limiter, `address ${facts.ip ?? 'unknown'}`, tooMany);
    const { token } = await context.params;
    const allow = async (embedId: string) => {
      if (limiter !== null) await requireAllowance(limiter, `embed ${embedId}`, tooMany);
    };
    const shown = await showEmbed(command, token, allow);
    if (isElsewhere(request, shown.origins, facts.site ?? null))
      throw new AppError('not_found', { detail: 'This page may not show these figures.' });
    return answer(framePage(shown, nonce), 200, { nonce, origins: shown.origins, requestId: facts.requestId });
  } catch (thrown) {
    const error = toAppError(thrown);
    logFault(error, facts.requestId, logger);
    const response = answer(goneFrame(error.detail, nonce), error.status, { nonce, origins: [], requestId: facts.requestId });
    for (const [name, value] of Object.entries(error.headers)) response.headers.set(name, value);
    return response;
  }
}
