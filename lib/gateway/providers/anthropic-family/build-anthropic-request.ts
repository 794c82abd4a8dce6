import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { RequestContext, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { splitAddress, type UpstreamAddress } from '../shared/split-address.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';

/** The one version of Anthropic's API so far, for callers who name none. */
const defaultVersion = '2023-06-01';

const versionPattern = /^\d{4}-\d{2}-\d{2}$/;
/** Names of features, separated by commas. */
const betaPattern = /^[\w.-]{1,100}(?: *, *[\w.-]{1,100}){0,50}$/;

/** A header of the caller's; one that is not well-formed goes no further. */
function wellFormed({ caller }: RequestContext, name: string, pattern: RegExp): string | undefined {
  const value = caller.header(name);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/** A connection's address may end in the version or not, for both are in use. */
const versionedPath = ({ path }: UpstreamAddress): string => (path.endsWith('/v1') ? path : `${path}/v1`);

/** Asks for the models at an address, all on one page: the cheapest way to learn whether a credential is good. */
export function listAnthropicModelsAt(baseUrl: string, credential: string | null): UpstreamRequest {
  const address = splitAddress(baseUrl);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  headers.push('anthropic-version', defaultVersion);
  if (credential !== null) headers.push('x-api-key', credential);
  return { origin: address.origin, path: `${versionedPath(address)}/models?limit=1000`, method: 'GET', headers, body: null };
}

/** A request to Anthropic's API; `path` is below its version, such as `/messages`. */
export function buildAnthropicRequest(baseUrl: string, path: string, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const address = upstreamAddress(target, baseUrl);
  const credential = credentialOf(target);
  const own = ['anthropic-version', wellFormed(context, 'anthropic-version', versionPattern) ?? defaultVersion];
  if (credential !== null) own.push('x-api-key', credential);
  const beta = wellFormed(context, 'anthropic-beta', betaPattern);
  if (beta !== undefined) own.push('anthropic-beta', beta);
  return {
    origin: address.origin,
    path: `${versionedPath(address)}${path}`,
    method: 'POST',
    headers: upstreamHeaders(ask, context, own),
    body: ask.toBody({ model: target.model, reportUsage: true }),
  };
}
