import type { UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask } from '../../protocols/protocol.ts';
import type { Provider, RequestContext, SpokenProtocol, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';
import { type OpenAiEndpoint, type OpenAiEndpointName, openAiEndpoints } from './openai-endpoints.ts';
import { toOpenAiError } from './to-error.ts';
import { toFreeUsage } from './to-usage.ts';

function buildRequest(
  provider: OpenAiProviderOptions,
  endpoint: OpenAiEndpoint,
  ask: Ask,
  target: Target,
  context: RequestContext,
): UpstreamRequest {
  const { origin, path } = upstreamAddress(target, provider.baseUrl);
  const credential = credentialOf(target);
  const headers = upstreamHeaders(ask, context, credential === null ? [] : ['authorization', `Bearer ${credential}`]);
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
  /** What it calls the output limit of a chat; `max_tokens` unless said otherwise. */
  readonly outputLimitField?: 'max_tokens' | 'max_completion_tokens';
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
  ...(options.outputLimitField === undefined ? {} : { outputLimitField: options.outputLimitField }),
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
