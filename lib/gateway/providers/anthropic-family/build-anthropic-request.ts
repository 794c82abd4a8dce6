import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { RequestContext, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';

/** The one version of Anthropic's API so far, for callers who name none. */
const defaultVersion = '2023-06-01';

/**
 * A request to Anthropic's API. `path` is below its version, such as `/messages`; a connection's address may end in the
 * version or not, for both are in use.
 */
export function buildAnthropicRequest(baseUrl: string, path: string, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const address = upstreamAddress(target, baseUrl);
  const credential = credentialOf(target);
  const own = ['anthropic-version', context.anthropicVersion ?? defaultVersion];
  if (credential !== null) own.push('x-api-key', credential);
  if (context.anthropicBeta !== undefined) own.push('anthropic-beta', context.anthropicBeta);
  const version = address.path.endsWith('/v1') ? '' : '/v1';
  return {
    origin: address.origin,
    path: `${address.path}${version}${path}`,
    method: 'POST',
    headers: upstreamHeaders(ask, context, own),
    body: ask.toBody({ model: target.model, reportUsage: true }),
  };
}
