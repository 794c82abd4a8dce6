import { AppError } from '#lib/core/errors.ts';
import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { Provider, RequestContext, SpokenProtocol, Target } from '../provider.ts';
import { type OpenAiEndpoint, type OpenAiEndpointName, openAiEndpoints } from './openai-endpoints.ts';
import { toOpenAiError } from './to-error.ts';
import { toFreeUsage } from './to-usage.ts';

interface SplitAddress {
  readonly origin: string;
  /** Without a slash at its end. */
  readonly path: string;
}

// Connections are few and calls are many: an address is parsed once. Bounded, because tenants write addresses.
const addresses = new Map<string, SplitAddress>();
const addressesMax = 10_000;

function splitAddress(baseUrl: string): SplitAddress {
  const known = addresses.get(baseUrl);
  if (known !== undefined) return known;
  if (!URL.canParse(baseUrl)) throw new AppError('address_not_allowed', { internal: `not a URL: ${baseUrl}` });
  const url = new URL(baseUrl);
  const split = { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
  if (addresses.size >= addressesMax) addresses.clear();
  addresses.set(baseUrl, split);
  return split;
}

/** Header values are Latin-1 without line breaks; anything else in a credential is a fault of the connection. */
const headerSafe = /^[\x20-\x7e\x80-\xff]+$/;

function credentialOf({ connection }: Target): string | null {
  if (connection.credential === null) return null;
  if (headerSafe.test(connection.credential)) return connection.credential;
  throw new AppError('provider_credentials_rejected', {
    detail: `The credential of the connection "${connection.name}" has characters that no header can carry.`,
  });
}

function buildRequest(
  provider: OpenAiProviderOptions,
  endpoint: OpenAiEndpoint,
  ask: Ask,
  target: Target,
  context: RequestContext,
): UpstreamRequest {
  const baseUrl = target.connection.baseUrl ?? provider.baseUrl;
  if (baseUrl === null) {
    throw new AppError('no_connection', { detail: `The connection "${target.connection.name}" has no address. Add its base URL.` });
  }
  const { origin, path } = splitAddress(baseUrl);
  const credential = credentialOf(target);
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
  if (credential !== null) headers.push('authorization', `Bearer ${credential}`);
  if (context.traceparent !== undefined) headers.push('traceparent', context.traceparent);
  const body = ask.toBody({ model: target.model, reportUsage: provider.streamUsage ?? true });
  return { origin, path: `${path}${endpoint.path}`, method: 'POST', headers, body };
}

/** What tells one OpenAI-like provider from another. */
export interface OpenAiProviderOptions {
  readonly name: string;
  readonly label: string;
  readonly baseUrl: string | null;
  readonly needsCredential?: boolean;
  readonly catalogue?: string | null;
  readonly models?: readonly string[] | 'catalogue';
  /** Whether it understands `stream_options.include_usage`; true unless said otherwise. */
  readonly streamUsage?: boolean;
  /** What it serves beside chat completions, by its public API reference. */
  readonly serves?: readonly OpenAiEndpointName[];
  /** What it serves free of charge. */
  readonly free?: readonly OpenAiEndpointName[];
}

const freeOfCharge: Pick<SpokenProtocol, 'toUsage' | 'bound'> = {
  toUsage: toFreeUsage,
  bound: () => ({ nanoUsd: 0n, kind: 'exact', because: 'the provider serves it free of charge' }),
};

const speak = (options: OpenAiProviderOptions, endpoint: OpenAiEndpoint, isFree: boolean): SpokenProtocol => ({
  buildRequest: (ask, target, context) => buildRequest(options, endpoint, ask, target, context),
  toUsage: isFree ? freeOfCharge.toUsage : endpoint.toUsage,
  bound: isFree ? freeOfCharge.bound : endpoint.bound,
});

/** A provider that speaks OpenAI's chat completions, and what else it serves of OpenAI's API, over HTTP with a bearer credential. */
export function defineOpenAiProvider(options: OpenAiProviderOptions): Provider {
  const served: readonly OpenAiEndpointName[] = ['openai.chat_completions', ...(options.serves ?? [])];
  return {
    name: options.name,
    label: options.label,
    baseUrl: options.baseUrl,
    needsCredential: options.needsCredential ?? true,
    catalogue: options.catalogue ?? null,
    models: options.models ?? 'catalogue',
    speaks: new Map(served.map((name) => [name, speak(options, openAiEndpoints[name], options.free?.includes(name) === true)])),
    toError: toOpenAiError,
    transport: null,
  };
}
