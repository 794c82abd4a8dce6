import type { ProviderAccess, UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { Reach, RequestContext, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { splitAddress, type UpstreamAddress } from '../shared/split-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';

/** Where an address puts Google's API; one that ends in a version of it is taken as it is. */
function placeOf(address: string): UpstreamAddress {
  const { origin, path } = splitAddress(address);
  return { origin, path: /\/v1(?:alpha|beta)?$/.test(path) ? path : `${path}/v1beta` };
}

/** `models/gemini-2.5-flash`; tuned models and those written in full keep the collection they name. */
function resourceOf(model: string): string {
  const name = /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return name.split('/').map(encodeURIComponent).join('/');
}

/** A call of Google's API: the model and the action in the path, the key in a header and never in the URL. */
export function buildGoogleRequest(baseUrl: string, action: string, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const { connection, model } = target;
  const { origin, path } = placeOf(connection.baseUrl ?? baseUrl);
  const credential = credentialOf(target);
  const headers = upstreamHeaders(ask, context, credential === null ? [] : ['x-goog-api-key', credential]);
  const query = ask.streamed ? '?alt=sse' : '';
  const body = ask.toBody({ model, reportUsage: true });
  return { origin, path: `${path}/${resourceOf(model)}:${action}${query}`, method: 'POST', headers, body };
}

/** Where a target of Google's API is; requests that are passed on bring the version, as its SDKs write it. */
export function reachGoogle(baseUrl: string, target: Target): Reach {
  const { origin, path } = splitAddress(target.connection.baseUrl ?? baseUrl);
  const credential = credentialOf(target);
  return { origin, path: path.replace(/\/v1(?:alpha|beta)?$/, ''), headers: credential === null ? [] : ['x-goog-api-key', credential] };
}

/** GET /v1beta/models at an address, all of them on one page (1,000 is the most that Google gives). */
export function listGoogleModels({ address, credential }: ProviderAccess): UpstreamRequest {
  const { origin, path } = placeOf(address);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (credential !== null) headers.push('x-goog-api-key', credential);
  return { origin, path: `${path}/models?pageSize=1000`, method: 'GET', headers, body: null };
}
