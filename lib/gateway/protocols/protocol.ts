import type { AppError } from '#lib/core/errors.ts';
import type { InferenceGeo, MediaUsage, TokenUsage } from '#lib/core/token-usage.ts';
import type { HostedTools } from '../billing/hosted-tools.ts';
import type { AskedTier } from '../billing/tier-named.ts';
import type { TurnPlace } from '../cache/similar/find-turn.ts';

/** How big a request is, in the units from which a bound on its tokens follows. */
export interface AskSize {
  readonly bytes: number;
  /** Bytes of embedded media among them (Base64, data URLs). */
  readonly opaqueBytes: number;
  /** Messages and tools: each costs a few tokens of framing. */
  readonly parts: number;
  /** Pictures and sounds, embedded or linked. */
  readonly media: number;
  /** The request names state that only the provider sees (uploaded files), which can fill its whole context window. */
  readonly hasUnseenState: boolean;
  /** Milliseconds of sound that is listened to, at most; absent where there is none. */
  readonly audioMs?: number;
}

/** What a request asks for, read from its bytes once; the bytes stay the caller's. */
export interface Ask {
  readonly model: string;
  readonly streamed: boolean;
  /** Whether the caller himself asked for usage in the stream; otherwise he must not see ours. */
  readonly usageRequested: boolean;
  readonly outputTokensMax: number | null;
  readonly choices: number;
  readonly size: AskSize;
  /** How the caller wants to be served; absent where he leaves that open. */
  readonly serviceTier?: AskedTier | undefined;
  /** Where the model is to run, for providers that charge by that; absent where that is left to the account's settings. */
  readonly inferenceGeo?: InferenceGeo | undefined;
  /** Tools that the provider runs for it and charges by the call; absent where there are none. */
  readonly hostedTools?: HostedTools | undefined;
  /** What it is charged for by what it asks, whatever the answer tells: characters to speak, pictures to make. */
  readonly charged?: MediaUsage | undefined;
  /** Of the body to send upstream; JSON where it is not said. */
  readonly contentType?: string;
  /** What may come back, as an Accept header; by `streamed` where it is not said. */
  readonly accept?: string;
  /** A streamed answer of plain bytes (sound, a file), which pass as they come and have no events. */
  readonly isBytes?: true;
  /** The body to send upstream: the caller's bytes with only the named fields changed. */
  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer;
  /**
   * The same with an output limit, for a caller who named none; absent where the protocol has no such limit, or always one.
   * `field` is the name under which the provider takes it, where that differs from provider to provider.
   */
  capped?(outputTokensMax: number, field: 'max_tokens' | 'max_completion_tokens'): Ask;
  /** The text a model reads, for counting tokens where the provider reported none. Parses the whole body: not for the usual path. */
  text(): string;
  /** What the call is taken to have used where its provider does not say and text is not what is charged; `delivered` is null where nothing of the answer was seen. */
  estimate?(delivered: { readonly text: string; readonly bytes: number } | null): TokenUsage;
}

/** A complete answer, looked at but not changed. */
export interface AnswerReading {
  /** The provider's usage object as sent; null where it sent none. */
  readonly usage: unknown;
  /** Why this is no answer of the protocol, in words for the caller; null when it is one. */
  readonly fault: string | null;
}

/** What is to be done with one event of a stream. */
export type EventVerdict = 'forward' | 'withhold' | 'malformed' | 'end' | 'error';

/** Follows one stream, event by event. */
export interface StreamReader {
  /** Judges one event by its data; what it learns is in the fields below. */
  accept(data: string): EventVerdict;
  /** The last usage object seen; null before. */
  readonly usage: unknown;
  /** Every choice has given its reason to stop. */
  readonly isFinished: boolean;
  readonly hasContent: boolean;
  /** What comes is sound or pictures: `deliveredText` has their size and no text. */
  readonly isWithoutText?: boolean;
  /** The error object of an event that was judged `error`, or of a last event that says the call failed. */
  readonly error: unknown;
  /** All that was said so far where that is plain text in a part that stands open, so that another answer could go on with it; else null. */
  said?(): string | null;
  /** The id that each event of the answer carries. */
  readonly id?: string | null;
  /** Text produced so far, as far as it was kept, and its whole size. */
  deliveredText(): { readonly text: string; readonly bytes: number };
}

/** Where a protocol says how many tokens an answer may have. */
export interface OutputTokensPlace {
  /** Names from the outermost object in; all of them count, and where none is there the first is added. */
  readonly paths: readonly (readonly string[])[];
  /** The API reads `maxOutputTokens` and `max_output_tokens` as one. */
  readonly hasTwoSpellings?: boolean;
}

/** What the first part of a stream brought. */
export interface EarlierPart {
  readonly said: string;
  /** Of what was said; counted, because usage comes at the end only. */
  readonly tokens: number;
  /** The provider's usage object as far as it came. */
  readonly usage: unknown;
  /** The id under which the caller knows the answer, where each event carries it. */
  readonly id?: string;
  /** The second part may begin with all that was said (`ContinuationWay`). */
  readonly echoes?: true;
}

/** How a provider is given the beginning of its own answer, where that is not the protocol's own. */
export interface ContinuationWay {
  /** By the model's name at the provider; every model where it is not said. */
  canTake?(model: string): boolean;
  /** What marks the last message as such a beginning. */
  readonly turn: Readonly<Record<string, true>>;
  /** Fields of the request beside it. */
  readonly adds?: Readonly<Record<string, boolean>>;
  /** Its answer begins with what it was given. */
  readonly echoes?: true;
}

/** Tells one stream anew, event by event; `finish` gives what is still owed at its end. */
export interface EventTeller {
  accept(data: string): Buffer;
  finish(): Buffer;
  /** False where what is not the caller's to see must not come here; otherwise it does, because it may have to be told in his protocol. */
  readonly passesWithheld?: boolean;
}

/** Going on with a stream that broke off, at a model that takes the beginning of its own answer. */
export interface Continuation {
  /** By the model's name at the provider. */
  canTake(model: string, way: ContinuationWay | undefined): boolean;
  /** The request with what was said as the beginning of the answer; null where the request does not allow that. */
  toBody(body: Buffer, said: string, saidTokens: number, way: ContinuationWay | undefined): Buffer | null;
  /** Follows the second stream and tells it as the rest of the first. */
  openStream(ask: Ask, earlier: EarlierPart): { readonly reader: StreamReader; readonly teller: EventTeller };
}

/** How tokens are counted here for a model whose provider does not count them. */
interface OwnCount {
  /** What of the request a model would read. Throws AppError('invalid_request') for what is none. */
  read(body: Buffer, model: string): Pick<Ask, 'size' | 'text'>;
  /** The answer of the protocol. */
  answer(tokens: number): object;
}

/** A wire protocol of callers: one file and one line in the registry. */
export interface CallProtocol {
  /** Stable name, stored with every usage event. */
  readonly name: string;
  /** Where its SDKs look for the request's id, beside `x-request-id`. */
  readonly requestIdHeader?: string;
  /** In whose words rate limits are told beside the standard's; OpenAI's where it is not said. */
  readonly rateHeaders?: 'anthropic' | 'none';
  /** Where the turns of a conversation stand; absent where requests are no conversations. */
  readonly turns?: TurnPlace;
  /** Where requests limit the tokens of the answer; absent where they cannot. */
  readonly outputTokens?: OutputTokensPlace;
  /** Its calls ask for a number of tokens: where no provider tells it, it is counted here. */
  readonly counts?: OwnCount;
  /** Its calls cost nothing by themselves: there is nothing to count and to price. */
  readonly isFree?: true;
  /** Its calls leave no usage event: they only prepare those that do. */
  readonly isUnmetered?: true;
  /** Its requests are forms with files, or whatever the caller sends, and not JSON. */
  readonly takes?: 'forms' | 'anything';
  /** Some protocols name the model in the path; forms need their content type. Throws AppError('malformed_json' | 'invalid_request') naming the place or the field. */
  readAsk(body: Buffer, path: string, query: string, contentType?: string): Ask;
  readAnswer(body: Buffer, contentType?: string): AnswerReading;
  /** Text of a complete answer, for counting. */
  textOfAnswer(body: Buffer): string;
  openStream(ask: Ask): StreamReader;
  /** Some models answer in one piece although a stream was asked for; such an answer is taken as it is. */
  readonly mayAnswerWhole?: true;
  /** The event that says a stream is complete; null where it is the provider's own last event, as it came. */
  readonly streamEnd: Buffer | null;
  /** True where the protocol's own SDKs fail on comments in a stream, so that none is sent. */
  readonly hasNoComments?: boolean;
  /** True where clients exist that pass over an error in a stream: the connection is broken off after it. */
  readonly breaksOffAfterError?: boolean;
  renderErrorEvent(error: AppError, requestId: string): Buffer;
  renderError(error: AppError, requestId: string): Buffer;
  /** The status by which an error is told, where that can be another one than the error's own. */
  statusOf?(error: AppError): number;
  /** Absent where a stream cannot go on once it broke off. */
  readonly continuation?: Continuation;
}
