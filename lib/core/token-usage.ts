/** What is metered of a call, shared by those who count it, price it and store it. */

/** Tokens by kind; null means "not reported", which is not zero. `input` excludes both cache kinds; `output` includes reasoning. */
export interface TokenUsage {
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  /** What of these is charged apart, where the provider tells it; absent where nothing is. */
  readonly media?: MediaUsage;
}

/**
 * Parts of a call that are charged by meters of their own. They decide its cost and are not stored with it: the tokens
 * are in `input` and `output` as well.
 */
export interface MediaUsage {
  /** Tokens of `input`. */
  readonly audioInput?: number;
  readonly imageInput?: number;
  /** Tokens of `cacheRead`. */
  readonly audioCacheRead?: number;
  readonly imageCacheRead?: number;
  /** Tokens of `output`. */
  readonly audioOutput?: number;
  readonly imageOutput?: number;
  /** Tokens of `cacheWrite` that are kept for an hour, which costs more than for five minutes. */
  readonly cacheWriteLong?: number;
  /** Tokens of sources that were quoted, where they are charged beside the output. */
  readonly citations?: number;
  /** Searches of the web that the provider made for the call. */
  readonly webSearches?: number;
  /** Sound that was listened to, in milliseconds, for models that are charged by the hour and not by tokens. */
  readonly audioMs?: number;
}

/** Zero and missing are different things: a free call, one whose model has no price, and one that nobody bills. */
export type CostState = 'priced' | 'zero' | 'unpriced' | 'not_billed';
