import type { AppError } from '#lib/core/errors.ts';

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
  /** The body to send upstream: the caller's bytes with only the named fields changed. */
  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer;
  /**
   * The same with an output limit, for a caller who named none; absent where the protocol has no such limit, or always one.
   * `field` is the name under which the provider takes it, where that differs from provider to provider.
   */
  capped?(outputTokensMax: number, field: 'max_tokens' | 'max_completion_tokens'): Ask;
  /** The text a model reads, for counting tokens where the provider reported none. Parses the whole body: not for the usual path. */
  text(): string;
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
  /** The error object of an event that was judged `error`, or of a last event that says the call failed. */
  readonly error: unknown;
  /** Text produced so far, as far as it was kept, and its whole size. */
  deliveredText(): { readonly text: string; readonly bytes: number };
}

/** A wire protocol of callers: one file and one line in the registry. */
export interface CallProtocol {
  /** Stable name, stored with every usage event. */
  readonly name: string;
  /** Where its SDKs look for the request's id, beside `x-request-id`. */
  readonly requestIdHeader?: string;
  /** Some protocols name the model in the path. Throws AppError('malformed_json' | 'invalid_request') naming the place or the field. */
  readAsk(body: Buffer, path: string, query: string): Ask;
  readAnswer(body: Buffer): AnswerReading;
  /** Text of a complete answer, for counting. */
  textOfAnswer(body: Buffer): string;
  openStream(ask: Ask): StreamReader;
  /** The event that says a stream is complete; null where it is the provider's own last event, as it came. */
  readonly streamEnd: Buffer | null;
  /** True where the protocol's own SDKs fail on comments in a stream, so that none is sent. */
  readonly hasNoComments?: boolean;
  renderErrorEvent(error: AppError, requestId: string): Buffer;
  renderError(error: AppError, requestId: string): Buffer;
}
