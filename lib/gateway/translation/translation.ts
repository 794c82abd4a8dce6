import type { Ask, CallProtocol } from '../protocols/protocol.ts';

/** OpenAI's older and newer name for the most tokens of a chat completion. */
export type OutputLimitField = 'max_tokens' | 'max_completion_tokens';

/** What a request becomes that only the target decides. */
export interface RequestGoal {
  /** The model as the provider names it; it stands in the translated request. */
  readonly model: string;
  /** The most tokens the model can answer with, where it is known. */
  readonly outputTokensMax: number | null;
  /** Which field the provider limits a chat completion's output by; the newer one where nothing is said. */
  readonly outputLimitField?: OutputLimitField | undefined;
}

/** What the caller sent, as far as an answer has to agree with it. */
export type CallersAsk = Pick<Ask, 'model' | 'usageRequested' | 'toBody'>;

/** Where a provider's protocol would be asked for a model: some name it in the path. */
export interface ProviderAddress {
  readonly path: string;
  readonly query: string;
}

/**
 * Follows one stream of the provider's protocol and tells it anew in the caller's. Both methods return the bytes of
 * zero or more whole events.
 */
export interface StreamTranslator {
  /** Takes the data of one event, error and end events excepted. Throws AppError('provider_error') for what cannot be told. */
  accept(data: string): Buffer;
  /** What is still owed once the provider's stream is complete; to be called once. */
  finish(): Buffer;
  /** The last event, after everything that is owed, of caller's protocols that have no fixed one; null where they have. */
  end(): Buffer | null;
}

/** Serves callers of one protocol by providers of another. Pure: everything is in the arguments. */
export interface Translation {
  /** Name of the caller's protocol. */
  readonly caller: string;
  /** The protocol that the provider is spoken to in. */
  readonly provider: CallProtocol;
  /** Whether it serves streamed calls or the others; null where both. */
  readonly streamed: boolean | null;
  /** Where the provider's protocol expects the model; for reading the translated request anew. */
  addressOf(model: string): ProviderAddress;
  /**
   * The request in the provider's protocol. Throws AppError('invalid_request') that names the field by its JSON pointer
   * where the request says something that cannot be said there, or that nobody here knows.
   */
  translateRequest(body: Buffer, goal: RequestGoal): Buffer;
  /** A complete answer in the caller's protocol. Throws AppError('provider_error') where it is none. `now` in milliseconds. */
  translateAnswer(body: Buffer, now: number, ask: CallersAsk): Buffer;
  /** `now` in milliseconds. */
  openStream(ask: CallersAsk, now: number): StreamTranslator;
}
