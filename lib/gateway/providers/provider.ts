import type { AppError } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { UpstreamHead, UpstreamRequest, UpstreamTransport } from '#lib/outbound/index.ts';
import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { ConnectionTarget, ModelPrice } from '../snapshot/snapshot.ts';
import type { Translation } from '../translation/translation.ts';

/** A connection and the model on it that could serve a call. */
export interface Target {
  readonly connection: ConnectionTarget;
  readonly provider: Provider;
  /** The model as the provider names it. */
  readonly model: string;
  /** `connection/model` for the header that names who served the call. */
  readonly label: string;
  readonly price: ModelPrice | undefined;
  /** How the provider serves the protocol it is spoken to in. */
  readonly spoken: SpokenProtocol;
  /** Null where that is the caller's own protocol; otherwise how the one is told in the other. */
  readonly translation: Translation | null;
}

/** The most a call can cost at a target. */
export interface Bound {
  readonly nanoUsd: NanoUsd;
  /** `exact`: the provider cannot bill more than this. */
  readonly kind: 'exact' | 'estimate';
  /** For people: how it was computed. */
  readonly because: string;
}

/** What goes upstream beside the request itself. */
export interface RequestContext {
  /** W3C trace context of the caller, if he sent one. */
  readonly traceparent: string | undefined;
  /** The caller's own headers, for the few that a provider's API knows; what a provider reads it also validates. */
  readonly caller: Pick<GatewayRequest, 'header'>;
}

/** A provider's answer that is no success. */
export interface ProviderFault {
  readonly head: UpstreamHead;
  /** At most the first 64 KiB. */
  readonly body: Buffer;
  readonly connection: ConnectionTarget;
}

/** One wire protocol as a provider serves it: how it is asked, what it reports, what a call can cost. */
export interface SpokenProtocol {
  buildRequest(ask: Ask, target: Target, context: RequestContext): UpstreamRequest;
  /** The provider's usage object in our units; fields it does not report are null. */
  toUsage(raw: unknown): TokenUsage;
  /** What it calls the output limit of a chat; `max_tokens` unless said otherwise. */
  readonly outputLimitField?: 'max_tokens' | 'max_completion_tokens';
  /** An upper bound of the cost from the request alone; zero where the model has no price. */
  bound(ask: Ask, price: ModelPrice | undefined): Bound;
}

/** A provider is data and a few pure functions: one file and one line in the registry. */
export interface Provider {
  /** Stored with connections and usage events. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The one address of a provider that has one; null where each connection brings its own. */
  readonly baseUrl: string | null;
  readonly needsCredential: boolean;
  /** The provider's name in the price catalogue; null when it lists none of its models. */
  readonly catalogue: string | null;
  /** Model names of connections that list none: the provider's own, or those of the price catalogue. */
  readonly models: readonly string[] | 'catalogue';
  /** By the name of the call protocol (`protocols/protocol.ts`); what is not here the provider does not serve. */
  readonly speaks: ReadonlyMap<string, SpokenProtocol>;
  toError(fault: ProviderFault): AppError;
  /** Asks for the models at an address, where that differs from OpenAI's API (GET /models, Bearer): to test a connection. */
  readonly listing?: (address: string, credential: string | null) => UpstreamRequest;
  /** For providers that answer inside this process; null for those behind HTTP. */
  readonly transport: UpstreamTransport | null;
}
