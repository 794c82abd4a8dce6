import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import type { ProviderAccess, UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { Reach, RequestContext, Target } from '../provider.ts';
import { bodyReshaper } from '../shared/reshape-body.ts';
import { splitAddress, type UpstreamAddress } from '../shared/split-address.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';

/** The host of a location: one for each region, one for all, and one for each union of regions (cloud.google.com/vertex-ai/docs/general/locations). */
export function vertexAddress({ region = '' }: ConnectionSettings): string {
  if (region === 'global') return 'https://aiplatform.googleapis.com';
  if (region === 'us' || region === 'eu') return `https://aiplatform.${region}.rep.googleapis.com`;
  return `https://${region}-aiplatform.googleapis.com`;
}

/** Where the API's resources lie, for addresses with and without a version at their end. */
const versioned = ({ path }: UpstreamAddress, version: string): string => (/\/v1(?:beta1)?$/.test(path) ? path : `${path}/${version}`);

/**
 * Where requests that are passed on go: below the connection's project and location, which its callers cannot leave, although
 * the credential may be good for others.
 */
export function reachVertex(target: Target, accessToken?: string): Reach {
  const { settings = {} } = target.connection;
  const address = upstreamAddress(target, vertexAddress(settings));
  return {
    origin: address.origin,
    path: `${versioned(address, 'v1')}/projects/${settings.project}/locations/${settings.region}`,
    headers: accessToken === undefined ? [] : ['authorization', `Bearer ${accessToken}`],
  };
}

/** A call below the connection's project and location. */
function requestTo(
  below: string,
  target: Target,
  ask: Ask,
  context: RequestContext,
  body: Buffer,
  own: readonly string[] = [],
): UpstreamRequest {
  const { origin, path, headers } = reachVertex(target, context.accessToken);
  return { origin, path: `${path}/${below}`, method: 'POST', headers: upstreamHeaders(ask, context, [...headers, ...own]), body };
}

const resource = (publisher: string, model: string): string => `publishers/${publisher}/models/${encodeURIComponent(model)}`;

const withoutModel = bodyReshaper({ drops: ['model'] });

/** A call of a Gemini model: the body is that of the Gemini API, but for the model, which stands in the path alone. */
export function buildGeminiRequest(action: string, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const below = `${resource('google', target.model)}:${action}${ask.streamed ? '?alt=sse' : ''}`;
  return requestTo(below, target, ask, context, withoutModel(ask.toBody({ model: target.model, reportUsage: true })));
}

/** A prediction of one of Google's own models, such as embeddings. */
export const buildPrediction = (ask: Ask, target: Target, context: RequestContext, body: Buffer): UpstreamRequest =>
  requestTo(`${resource('google', target.model)}:predict`, target, ask, context, body);

const anthropicVersion = { anthropic_version: '"vertex-2023-10-16"' };
const messageShape = bodyReshaper({ drops: ['model'], adds: anthropicVersion });
const countShape = bodyReshaper({ adds: anthropicVersion });

/** A call of an Anthropic model (docs.anthropic.com, "Claude on Vertex AI"): the model in the path, the version in the body. */
export function buildClaudeRequest(ask: Ask, target: Target, context: RequestContext, own: readonly string[]): UpstreamRequest {
  const below = `${resource('anthropic', target.model)}:${ask.streamed ? 'streamRawPredict' : 'rawPredict'}`;
  return requestTo(below, target, ask, context, messageShape(ask.toBody({ model: target.model, reportUsage: true })), own);
}

/** Counts the tokens of a message; here the model stands in the body, and a model of its own in the path. */
export function buildClaudeCount(ask: Ask, target: Target, context: RequestContext, own: readonly string[]): UpstreamRequest {
  const body = countShape(ask.toBody({ model: target.model, reportUsage: true }));
  return requestTo(`${resource('anthropic', 'count-tokens')}:rawPredict`, target, ask, context, body, own);
}

/** A chat completion at the endpoint that speaks OpenAI's protocol; models are named with their publisher there. */
export function buildVertexChat(ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const model = target.model.includes('/') ? target.model : `google/${target.model}`;
  return requestTo('endpoints/openapi/chat/completions', target, ask, context, ask.toBody({ model, reportUsage: true }));
}

/** Asks for Google's models at a location: shows that the token, the location and the project are good. */
export function listVertexModels({ address, accessToken, settings }: ProviderAccess): UpstreamRequest {
  const place = splitAddress(address);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (accessToken !== null) headers.push('authorization', `Bearer ${accessToken}`);
  headers.push('x-goog-user-project', settings.project ?? '');
  const path = `${place.path.replace(/\/v1(?:beta1)?$/, '')}/v1beta1/publishers/google/models?pageSize=200`;
  return { origin: place.origin, path, method: 'GET', headers, body: null };
}
