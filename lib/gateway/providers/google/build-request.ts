import { AppError } from '#lib/core/errors.ts';
import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { RequestContext, Target } from '../provider.ts';

interface Place {
  readonly origin: string;
  /** With the API's version and without a slash at its end. */
  readonly path: string;
}

// Connections are few and calls are many: an address is parsed once. Bounded, because tenants write addresses.
const places = new Map<string, Place>();
const placesMax = 10_000;

/** Where an address puts Google's API; one that ends in a version of it is taken as it is. */
function placeOf(address: string): Place {
  const known = places.get(address);
  if (known !== undefined) return known;
  if (!URL.canParse(address)) throw new AppError('address_not_allowed', { internal: `not a URL: ${address}` });
  const url = new URL(address);
  const path = url.pathname.replace(/\/+$/, '');
  const place = { origin: url.origin, path: /\/v1(?:alpha|beta)?$/.test(path) ? path : `${path}/v1beta` };
  if (places.size >= placesMax) places.clear();
  places.set(address, place);
  return place;
}

/** Header values are Latin-1 without line breaks; anything else in a credential is a fault of the connection. */
const headerSafe = /^[\x20-\x7e\x80-\xff]+$/;

/** `models/gemini-2.5-flash`; tuned models and those written in full keep the collection they name. */
function resourceOf(model: string): string {
  const name = /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`;
  return name.split('/').map(encodeURIComponent).join('/');
}

/** A call of Google's API: the model and the action in the path, the key in a header and never in the URL. */
export function buildGoogleRequest(baseUrl: string, action: string, ask: Ask, target: Target, context: RequestContext): UpstreamRequest {
  const { connection, model } = target;
  const { origin, path } = placeOf(connection.baseUrl ?? baseUrl);
  const { credential } = connection;
  if (credential !== null && !headerSafe.test(credential)) {
    throw new AppError('provider_credentials_rejected', {
      detail: `The credential of the connection "${connection.name}" has characters that no header can carry.`,
    });
  }
  const headers = [
    'content-type',
    'application/json',
    'accept',
    ask.streamed ? 'text/event-stream' : 'application/json',
    // The bytes are scanned as they pass, so they must not be compressed.
    'accept-encoding',
    'identity',
    'user-agent',
    'tollgate',
  ];
  if (credential !== null) headers.push('x-goog-api-key', credential);
  if (context.traceparent !== undefined) headers.push('traceparent', context.traceparent);
  const query = ask.streamed ? '?alt=sse' : '';
  const body = ask.toBody({ model, reportUsage: true });
  return { origin, path: `${path}/${resourceOf(model)}:${action}${query}`, method: 'POST', headers, body };
}

/** GET /v1beta/models at an address, all of them on one page (1,000 is the most that Google gives). */
export function listGoogleModels(address: string, credential: string | null): UpstreamRequest {
  const { origin, path } = placeOf(address);
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity', 'user-agent', 'tollgate'];
  if (credential !== null) headers.push('x-goog-api-key', credential);
  return { origin, path: `${path}/models?pageSize=1000`, method: 'GET', headers, body: null };
}
