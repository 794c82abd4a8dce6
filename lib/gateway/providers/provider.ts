import type { ConnectionSetting, ConnectionSettings, CredentialForm } from '#lib/core/connection-form.ts';
import type { AppError } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { ObjectKind } from '#lib/objects/object-store.ts';
import type { ModelListing, TokenExchange, UpstreamHead, UpstreamRequest, UpstreamTransport } from '#lib/outbound/index.ts';
import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { Ask, CallProtocol, ContinuationWay } from '../protocols/protocol.ts';
import type { ConnectionTarget, ModelPrice } from '../snapshot/snapshot.ts';
import type { OutputLimitField, Translation } from '../translation/translation.ts';

/** A connection and the model on it that could serve a call. */
export interface Target {
  readonly connection: ConnectionTarget;
  readonly provider: Provider;
  /** The model as the provider names it; a connection may have a name of its own for it (`sentModel`). */
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
  /** The caller's own headers, for the few that a provider's API knows; what a provider reads it also validates, and names in `cache/answer-key.ts`. */
  readonly caller: Pick<GatewayRequest, 'header'>;
  /** What the credential was exchanged for, where the provider has an `exchange`. */
  readonly accessToken?: string | undefined;
  /** Milliseconds since the epoch, for what is signed with the time; the present where it is missing. */
  readonly now?: number | undefined;
}

/** A provider's answer that is no success. */
export interface ProviderFault {
  readonly head: UpstreamHead;
  /** At most the first 64 KiB. */
  readonly body: Buffer;
  readonly connection: ConnectionTarget;
  /** Told by an event of a stream that began as a success: the status in `head` is ours. */
  readonly isInStream?: boolean;
}

/** Turns the bytes of a stream into server-sent events of the protocol. */
export interface StreamDecoder {
  /** The bytes of zero or more whole events; chunks break anywhere. Throws AppError('provider_error') where they are none. */
  push(chunk: Buffer): Buffer;
  /** What is owed once the stream has ended. Throws AppError('provider_error') where it ended in the middle of something. */
  end(): Buffer;
}

/** An answer that comes in another form than the protocol's own, and how it is made one of the protocol. */
export interface AnswerForm {
  /** A complete answer. Throws AppError('provider_error') where it is none. */
  readonly whole?: (body: Buffer, ask: Ask, target: Target) => Buffer;
  /** For streams that come as `contentType`. */
  readonly stream?: { readonly contentType: string; open(ask: Ask, target: Target): StreamDecoder };
}

/** One wire protocol as a provider serves it: how it is asked, what it reports, what a call can cost. */
export interface SpokenProtocol {
  /** The provider does not speak it: what its callers want is counted here, and nothing is sent. */
  readonly isCountedHere?: true;
  buildRequest(ask: Ask, target: Target, context: RequestContext): UpstreamRequest;
  /** The provider's usage object in our units; fields it does not report are null. */
  toUsage(raw: unknown): TokenUsage;
  /** An upper bound of the cost from the request alone; zero where the model has no price. */
  bound(ask: Ask, price: ModelPrice | undefined): Bound;
  /** For answers that do not come in the protocol's own form. */
  readonly answers?: AnswerForm;
  /** For answers that broke off: how it is given their beginning, and how it is asked then, where that is in another way. */
  readonly continues?: ContinuationWay & { readonly buildRequest?: SpokenProtocol['buildRequest'] };
  /** How a stream is read by whoever meters it while it passes as it came, where it is no server-sent events. */
  readonly followed?: AnswerForm['stream'];
  /** The field that limits a chat completion's output; another one the provider may pass over, and write more than was paid for. */
  readonly outputLimitField?: OutputLimitField;
  /** For sessions in which a model beside the one that answers writes down what is heard: how that is counted and bounded. */
  readonly transcribes?: Pick<SpokenProtocol, 'toUsage' | 'bound'>;
}

/** Where a request goes that is none of the protocols, and what makes it the connection's. */
export interface Reach {
  readonly origin: string;
  /** Base path, without a slash at its end. */
  readonly path: string;
  /** The headers that carry the credential, and those without which the provider answers nobody. Names and values alternate. */
  readonly headers: readonly string[];
  /** For those that want the whole request signed: the headers that let it in, over its final bytes. `now` in milliseconds. */
  readonly sign?: (request: SignableRequest, now: number) => readonly string[];
}

/** A request that is signed as it is sent. */
export interface SignableRequest extends Omit<UpstreamRequest, 'body'> {
  readonly body: Buffer | null;
}

/** A protocol of the provider's own API that the gateway serves to nobody, so that what is passed on in it is held and metered. */
export interface NativeProtocol extends Pick<SpokenProtocol, 'toUsage' | 'bound' | 'followed'> {
  readonly protocol: CallProtocol;
}

/** What callers may leave at a provider. */
export interface Keeping {
  readonly kinds: readonly ObjectKind[];
  /** What a batch costs, in hundredths of the same calls made one by one. */
  readonly batchPricePercent: number;
  /** Where they lie, if that is not below the base address as at OpenAI: the whole path with its query. */
  readonly pathTo?: (path: string, base: string, target: Target) => string;
}

/** A provider is data and a few pure functions: one file and one line in the registry. */
export interface Provider {
  /** Stored with connections and usage events. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The one address of a provider that has one; null where each connection brings its own. */
  readonly baseUrl: string | null;
  /** Its address by a connection's settings, for connections without one of their own. */
  readonly addressOf?: (settings: ConnectionSettings) => string;
  /** What it wants to be told of a connection beside address and credential. */
  readonly settings?: readonly ConnectionSetting[];
  readonly needsCredential: boolean;
  /** The form of its credential, where that is no API key. */
  readonly credentialForm?: CredentialForm;
  /** For providers whose calls carry a token that the credential is exchanged for. */
  readonly exchange?: TokenExchange;
  /** Tenants give models names of their own there, such as Azure's deployments. */
  readonly namesModels?: boolean;
  /** The provider's name in the price catalogue; null when it lists none of its models. */
  readonly catalogue: string | null;
  /** Model names of connections that list none: the provider's own, or those of the price catalogue. */
  readonly models: readonly string[] | 'catalogue';
  /** By the name of the call protocol (`protocols/protocol.ts`); what is not here the provider does not serve. */
  readonly speaks: ReadonlyMap<string, SpokenProtocol>;
  /** What it speaks with one model, where not every model is spoken to in the same way. */
  readonly speaksWith?: (model: string) => ReadonlyMap<string, SpokenProtocol>;
  toError(fault: ProviderFault): AppError;
  /** Asks for the models, where that differs from OpenAI's API (GET /models, Bearer): to test a connection. */
  readonly listing?: ModelListing;
  /** A cheap model to test with, where the provider may have no list of models. */
  readonly probeModel?: string;
  /** By its documentation an answer that names no service tier was served in the one asked for: where that is full, there is none. */
  readonly servesAskedTier?: true;
  /** For requests that are passed on as they are; providers without it take none. Throws what `upstreamAddress` and `credentialOf` throw. */
  readonly reach?: (target: Target, accessToken?: string) => Reach;
  /** What is passed on is read whole before it goes, because `reach` signs it. */
  readonly signsBodies?: true;
  /** Its own protocols, by the path below its base address with nothing encoded. */
  readonly nativeAt?: (path: string) => NativeProtocol | undefined;
  /** Files, batches and fine-tuning jobs in the manner of OpenAI's API; absent where there are none. */
  readonly keeps?: Keeping;
  /** For providers that answer inside this process; null for those behind HTTP. */
  readonly transport: UpstreamTransport | null;
}
