import type { ProviderAccess, UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { Reach, RequestContext, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { splitAddress, type UpstreamAddress } from '../shared/split-address.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';
import { anthropicBetaHeader, anthropicVersionOf, defaultVersion } from './anthropic-headers.ts';

/** A connection's address may end in the version or not, for both are in use. */
const versionedPath = ({ path }: UpstreamAddress): string => (path.endsWith('/v1') ? path : `${path}/v1`);

/** Asks for the models at an address, all on one page: the cheapest way to learn whether a credential is good. */
export function listAnthropicModels({ address: baseUrl, credential }: ProviderAccess): UpstreamRequest {
  const address = splitAddress(baseUrl);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  headers.push('anthropic-version', defaultVersion);
  if (credential !== null) headers.push('x-api-key', credential);
  return { origin: address.origin, path: `${versionedPath(address)}/models?limit=1000`, method: 'GET', headers, body: null };
}

/** Where a target of Anthropic's API is; requests that are passed on bring the version, as its SDKs write it. */
export function reachAnthropic(baseUrl: string, target: Target): Reach {
  const address = upstreamAddress(target, baseUrl);
  const credential = credentialOf(target);
  const headers = ['anthropic-version', defaultVersion];
  if (credential !== null) headers.push('x-api-key', credential);
  return { origin: address.origin, path: address.path.replace(/\/v1$/, ''), headers };
}

/** A request to Anthropic's API; `path` is below its version, such as `/messages`. */
export function buildAnthropicRequest(baseUrl: string, path: string, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const address = upstreamAddress(target, baseUrl);
  const credential = credentialOf(target);
  const key = credential === null ? [] : ['x-api-key', credential];
  const own = ['anthropic-version', anthropicVersionOf(context), ...key, ...anthropicBetaHeader(context)];
  return {
    origin: address.origin,
    path: `${versionedPath(address)}${path}`,
    method: 'POST',
    headers: upstreamHeaders(ask, context, own),
    body: ask.toBody({ model: target.model, reportUsage: true }),
  };
}
