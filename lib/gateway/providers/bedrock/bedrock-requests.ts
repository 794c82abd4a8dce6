import type { ConnectionSettings } from '#lib/core/connection-form.ts';
import { amzDate, type ProviderAccess, signAwsRequest, type UpstreamRequest } from '#lib/outbound/index.ts';
import type { RequestContext, Target } from '../provider.ts';
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

/** The request with what lets it in: a signature over its final bytes, or an API key. */
function authorized(request: Unsigned, credential: string | null, region: string, now: number): UpstreamRequest {
  const { origin, path, method, body, accept, more = [] } = request;
  const content = body === null ? [] : ['content-type', 'application/json'];
  const headers = [...content, 'accept', accept, 'accept-encoding', 'identity', 'user-agent', 'tollgate', ...more];
  const credentials = credential === null ? undefined : awsCredentialsOf(credential);
  if (credentials === undefined) {
    if (credential !== null) headers.push('authorization', `Bearer ${credential}`);
    return { origin, path, method, headers, body };
  }
  const token = credentials.sessionToken === null ? [] : ['x-amz-security-token', credentials.sessionToken];
  const dated = ['x-amz-date', amzDate(now), ...token];
  const signed = ['host', new URL(origin).host, ...content, ...dated];
  const authorization = signAwsRequest({ method, path, headers: signed, body }, credentials, { region, service: 'bedrock', now });
  return { origin, path, method, headers: [...headers, ...dated, 'authorization', authorization], body };
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
