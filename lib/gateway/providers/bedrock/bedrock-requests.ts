import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { AppError } from '#lib/core/errors.ts';
import { amzDate, type ProviderAccess, signAwsRequest, type UpstreamRequest } from '#lib/outbound/index.ts';
import type { Reach, RequestContext, SignableRequest, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { sentModel } from '../shared/sent-model.ts';
import { splitAddress } from '../shared/split-address.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { awsCredentialsOf } from './aws-credential.ts';

/** The runtime's host of a region (docs.aws.amazon.com/general/latest/gr/bedrock.html). */
export const bedrockAddress = ({ region = '' }: ConnectionSettings): string => `https://bedrock-runtime.${region}.amazonaws.com`;

interface Unsigned {
  readonly origin: string;
  readonly path: string;
  readonly method: 'POST' | 'GET';
  readonly body: Buffer | null;
  readonly accept: string;
  /** Sent and not signed. */
  readonly more?: readonly string[];
}

/** What lets a request in: a signature over its final bytes, or an API key. `signed` are headers that it has already, names and values alternating. */
function admission(
  request: Pick<SignableRequest, 'origin' | 'path' | 'method' | 'body'>,
  signed: readonly string[],
  credential: string | null,
  region: string,
  now: number,
): readonly string[] {
  const credentials = credential === null ? undefined : awsCredentialsOf(credential);
  if (credentials === undefined) return credential === null ? [] : ['authorization', `Bearer ${credential}`];
  const token = credentials.sessionToken === null ? [] : ['x-amz-security-token', credentials.sessionToken];
  const dated = ['x-amz-date', amzDate(now), ...token];
  const { method, path, body } = request;
  const headers = ['host', new URL(request.origin).host, ...signed, ...dated];
  return [...dated, 'authorization', signAwsRequest({ method, path, headers, body }, credentials, { region, service: 'bedrock', now })];
}

function authorized(request: Unsigned, credential: string | null, region: string, now: number): UpstreamRequest {
  const { origin, path, method, body, accept, more = [] } = request;
  const content = body === null ? [] : ['content-type', 'application/json'];
  const headers = [...content, 'accept', accept, 'accept-encoding', 'identity', 'user-agent', 'tollgate', ...more];
  return { origin, path, method, headers: [...headers, ...admission(request, content, credential, region, now)], body };
}

/** The runtime as it is, for requests of the caller's own making: each is signed as it goes out. Throws AppError('invalid_request') for a query that is not percent-encoded. */
export function reachBedrock(target: Target): Reach {
  const { settings = {} } = target.connection;
  const { origin, path } = upstreamAddress(target, bedrockAddress(settings));
  const sign: Reach['sign'] = (request, now) => {
    const at = request.headers.indexOf('content-type');
    const content = at === -1 ? [] : request.headers.slice(at, at + 2);
    try {
      return admission(request, content, credentialOf(target), settings.region ?? '', now);
    } catch (error) {
      if (error instanceof URIError) throw new AppError('invalid_request', { detail: 'The query is not percent-encoded.' });
      throw error;
    }
  };
  return { origin, path, headers: [], sign };
}

/** What streams come as; the SDKs ask for it in this way. */
export const eventStreamType = 'application/vnd.amazon.eventstream';

/** A call of a model: POST /model/{id}/{action}. */
export function buildBedrockRequest(
  action: string,
  streamed: boolean,
  body: Buffer,
  target: Target,
  context: RequestContext,
): UpstreamRequest {
  const { settings = {} } = target.connection;
  const address = upstreamAddress(target, bedrockAddress(settings));
  const request: Unsigned = {
    origin: address.origin,
    path: `${address.path}/model/${encodeURIComponent(sentModel(target))}/${action}`,
    method: 'POST',
    body,
    accept: streamed ? eventStreamType : 'application/json',
    ...(context.traceparent === undefined ? {} : { more: ['traceparent', context.traceparent] }),
  };
  return authorized(request, credentialOf(target), settings.region ?? '', context.now ?? Date.now());
}

/** Asks for the models of the region, which the control plane lists (ListFoundationModels); an address of its own is asked itself. */
export function listBedrockModels({ address, credential, settings, now }: ProviderAccess): UpstreamRequest {
  const place = splitAddress(address);
  const origin = place.origin.replace('//bedrock-runtime.', '//bedrock.');
  const request: Unsigned = { origin, path: `${place.path}/foundation-models`, method: 'GET', body: null, accept: 'application/json' };
  return authorized(request, credential, settings.region ?? '', now);
}
