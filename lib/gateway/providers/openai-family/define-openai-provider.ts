import type { ConnectionSetting, ConnectionSettings, CredentialForm } from '#lib/core/connection-form.ts';
import type { ErrorCode } from '#lib/core/errors.ts';
import type { ModelListing, TokenExchange, UpstreamRequest } from '#lib/outbound/index.ts';
import type { Ask, ContinuationWay } from '../../protocols/protocol.ts';
import type { OutputLimitField } from '../../translation/translation.ts';
import type { Keeping, Provider, Reach, RequestContext, SpokenProtocol, Target } from '../provider.ts';
import { credentialOf } from '../shared/credential-of.ts';
import { type BodyShape, bodyReshaper } from '../shared/reshape-body.ts';
import { sentModel } from '../shared/sent-model.ts';
import { upstreamAddress } from '../shared/upstream-address.ts';
import { upstreamHeaders } from '../shared/upstream-headers.ts';
import { type OpenAiEndpoint, type OpenAiEndpointName, openAiEndpoints } from './openai-endpoints.ts';
import { openAiErrorReader } from './to-error.ts';
import { toFreeUsage } from './to-usage.ts';

/** What tells one OpenAI-like provider from another. */
export interface OpenAiProviderOptions {
  readonly name: string;
  readonly label: string;
  readonly baseUrl: string | null;
  readonly addressOf?: (settings: ConnectionSettings) => string;
  readonly settings?: readonly ConnectionSetting[];
  readonly needsCredential?: boolean;
  readonly namesModels?: boolean;
  readonly catalogue?: string | null;
  readonly models?: readonly string[] | 'catalogue';
  readonly listing?: ModelListing;
  /** A cheap model to test with, where it may have no list of models. */
  readonly probeModel?: string;
  /** Whether it understands `stream_options.include_usage`; true unless said otherwise. */
  readonly streamUsage?: boolean;
  /** The field that its chat completions limit their output by; `max_tokens`, which all imitators know, unless said otherwise. */
  readonly outputLimitField?: OutputLimitField;
  /** What it serves beside chat completions, by its public API reference. */
  readonly serves?: readonly OpenAiEndpointName[];
  /** What callers may leave there. */
  readonly keeps?: Keeping;
  /** What it serves free of charge. */
  readonly free?: readonly OpenAiEndpointName[];
  /** Where below its address it serves something, if that is not where OpenAI does. */
  readonly paths?: Partial<Readonly<Record<OpenAiEndpointName, string>>>;
  /** As `paths`, where it takes the call's target to tell: the whole path with its query. */
  readonly pathTo?: (endpoint: OpenAiEndpointName, path: string, target: Target) => string;
  /** The headers that carry its credential; `authorization: Bearer …` unless said otherwise. */
  readonly authorize?: (credential: string, accessToken: string | undefined) => readonly string[];
  readonly credentialForm?: CredentialForm;
  readonly exchange?: TokenExchange;
  /** Headers that every call of it carries; names and values alternate. */
  readonly headers?: readonly string[];
  /** What of a chat completion it refuses, or knows by another name. */
  readonly chatShape?: BodyShape;
  /** How it is given the beginning of an answer to go on with, by its documentation; `path` where such calls go elsewhere. */
  readonly continues?: ContinuationWay & { readonly pathTo?: (path: string) => string };
  /** As `Provider.servesAskedTier`. */
  readonly servesAskedTier?: true;
  /** Our code for its own error codes, where the HTTP status says less. */
  readonly errorCodes?: Readonly<Record<string, ErrorCode>>;
}

const bearer = (credential: string): readonly string[] => ['authorization', `Bearer ${credential}`];

/** Where its requests go, and the headers that make them the connection's. */
function reachOf(
  { addressOf, authorize = bearer, baseUrl, headers: own = [] }: OpenAiProviderOptions,
  target: Target,
  accessToken?: string,
): Reach {
  const { origin, path } = upstreamAddress(target, addressOf?.(target.connection.settings ?? {}) ?? baseUrl);
  const credential = credentialOf(target);
  return { origin, path, headers: credential === null ? own : [...own, ...authorize(credential, accessToken)] };
}

/** The function that builds a provider's requests to one endpoint; what does not depend on the call is worked out once. */
function requestBuilder(options: OpenAiProviderOptions, name: OpenAiEndpointName): SpokenProtocol['buildRequest'] {
  const { pathTo, streamUsage: reportUsage = true } = options;
  const endpointPath = options.paths?.[name] ?? openAiEndpoints[name].path;
  const shape = name === 'openai.chat_completions' ? options.chatShape : undefined;
  const reshape = shape === undefined ? undefined : bodyReshaper(shape);
  return (ask: Ask, target: Target, context: RequestContext): UpstreamRequest => {
    const { origin, path, headers: own } = reachOf(options, target, context.accessToken);
    const headers = upstreamHeaders(ask, context, own);
    const body = ask.toBody({ model: sentModel(target), reportUsage });
    return {
      origin,
      path: pathTo?.(name, path, target) ?? `${path}${endpointPath}`,
      method: 'POST',
      headers,
      body: reshape?.(body) ?? body,
    };
  };
}

/** As `requestBuilder`, for what is a WebSocket: no body, the model in the query, and the header by which callers choose the protocol's beta. */
function socketBuilder(options: OpenAiProviderOptions, name: OpenAiEndpointName): SpokenProtocol['buildRequest'] {
  const endpointPath = options.paths?.[name] ?? openAiEndpoints[name].path;
  return (_ask: Ask, target: Target, { accessToken, caller }: RequestContext): UpstreamRequest => {
    const { origin, path, headers: own } = reachOf(options, target, accessToken);
    const beta = caller.header('openai-beta');
    const headers = ['user-agent', 'tollgate', ...own, ...(beta === undefined ? [] : ['openai-beta', beta])];
    const plain = `${path}${endpointPath}?model=${encodeURIComponent(sentModel(target))}`;
    return { origin, path: options.pathTo?.(name, path, target) ?? plain, method: 'GET', headers, body: null };
  };
}

const freeOfCharge: Pick<SpokenProtocol, 'toUsage' | 'bound'> = {
  toUsage: toFreeUsage,
  bound: () => ({ nanoUsd: 0n, kind: 'exact', because: 'the provider serves it free of charge' }),
};

function continuing(
  options: OpenAiProviderOptions,
  { pathTo, ...way }: NonNullable<OpenAiProviderOptions['continues']>,
): NonNullable<SpokenProtocol['continues']> {
  if (pathTo === undefined) return way;
  const elsewhere = { ...options, pathTo: (_endpoint: OpenAiEndpointName, path: string) => pathTo(path) };
  return { ...way, buildRequest: requestBuilder(elsewhere, 'openai.chat_completions') };
}

function speak(options: OpenAiProviderOptions, name: OpenAiEndpointName): SpokenProtocol {
  const endpoint: OpenAiEndpoint =
    options.free?.includes(name) === true ? { ...openAiEndpoints[name], ...freeOfCharge } : openAiEndpoints[name];
  return {
    buildRequest: endpoint.isSocket === true ? socketBuilder(options, name) : requestBuilder(options, name),
    toUsage: endpoint.toUsage,
    bound: endpoint.bound,
    outputLimitField: options.outputLimitField ?? 'max_tokens',
    ...(name === 'openai.chat_completions' && options.continues !== undefined ? { continues: continuing(options, options.continues) } : {}),
    ...(endpoint.transcribes === undefined ? {} : { transcribes: endpoint.transcribes }),
  };
}

/** A provider that speaks OpenAI's chat completions, and what else it serves of OpenAI's API, over HTTP. */
export function defineOpenAiProvider(options: OpenAiProviderOptions): Provider {
  const served: readonly OpenAiEndpointName[] = ['openai.chat_completions', ...(options.serves ?? [])];
  const { addressOf, settings, namesModels, listing, probeModel, credentialForm, exchange } = options;
  return {
    name: options.name,
    label: options.label,
    baseUrl: options.baseUrl,
    ...(addressOf === undefined ? {} : { addressOf }),
    ...(settings === undefined ? {} : { settings }),
    ...(namesModels === undefined ? {} : { namesModels }),
    ...(listing === undefined ? {} : { listing }),
    ...(credentialForm === undefined ? {} : { credentialForm }),
    ...(exchange === undefined ? {} : { exchange }),
    ...(probeModel === undefined ? {} : { probeModel }),
    ...(options.servesAskedTier === undefined ? {} : { servesAskedTier: options.servesAskedTier }),
    needsCredential: options.needsCredential ?? true,
    catalogue: options.catalogue ?? null,
    models: options.models ?? 'catalogue',
    speaks: new Map(served.map((name) => [name, speak(options, name)])),
    toError: openAiErrorReader(options.errorCodes),
    reach: (target, accessToken) => reachOf(options, target, accessToken),
    ...(options.keeps === undefined ? {} : { keeps: options.keeps }),
    transport: null,
  };
}
