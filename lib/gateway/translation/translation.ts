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

/**
 * Follows one stream of the provider's protocol and tells it anew in the caller's. Both methods return the bytes of
 * zero or more whole events; the last event of the caller's protocol is the gateway's to send.
 */
export interface StreamTranslator {
  /** Takes the data of one event, error and end events excepted. Throws AppError('provider_error') for what cannot be told. */
  accept(data: string): Buffer;
  /** What is still owed once the provider's stream is complete; to be called once. */
  finish(): Buffer;
}

/** Serves callers of one protocol by providers of another. Pure: everything is in the arguments. */
export interface Translation {
  /** Name of the caller's protocol. */
  readonly caller: string;
  /** The protocol that the provider is spoken to in. */
  readonly provider: CallProtocol;
  /**
   * The request in the provider's protocol. Throws AppError('invalid_request') that names the field by its JSON pointer
   * where the request says something that cannot be said there, or that nobody here knows.
   */
  translateRequest(body: Buffer, goal: RequestGoal): Buffer;
  /** A complete answer in the caller's protocol. Throws AppError('provider_error') where it is none. `now` in milliseconds. */
  translateAnswer(body: Buffer, now: number): Buffer;
  /** `ask` is what the caller sent; `now` in milliseconds. */
  openStream(ask: Pick<Ask, 'usageRequested'>, now: number): StreamTranslator;
}
