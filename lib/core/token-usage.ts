/** What is metered of a call, shared by those who count it, price it and store it. */

/** Tokens by kind; null means "not reported", which is not zero. `input` excludes both cache kinds; `output` includes reasoning. */
export interface TokenUsage {
  readonly input: number | null;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
}

/** Zero and missing are different things: a free call, one whose model has no price, and one that nobody bills. */
export type CostState = 'priced' | 'zero' | 'unpriced' | 'not_billed';
