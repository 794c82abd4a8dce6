import type { NanoUsd } from '#lib/core/money.ts';

/** Tokens of many calls together, by kind. */
export interface TokenSums {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
}

/** Calls of one day that are alike in all that decides what they cost. */
export interface TrafficGroup {
  /** In UTC, such as 2026-11-21. */
  readonly day: string;
  /** UUID; null for calls that named a model themselves. */
  readonly routeId: string | null;
  /** The name that callers wrote, of a route or a model. */
  readonly requested: string;
  readonly connectionId: string | null;
  readonly provider: string;
  readonly model: string;
  /** Threshold of the price tier that the input of these calls reaches. */
  readonly fromTokens: number;
  /** Text in and out: calls that another model could answer. */
  readonly isText: boolean;
  /** kept: answered from what was kept. priced: sent, counted and priced. other: the rest, of which no price follows. */
  readonly of: 'kept' | 'priced' | 'other';
  /** They asked the cache, or went past it on purpose; a setting for all calls changes nothing for them. */
  readonly choseCache: boolean;
  readonly calls: number;
  readonly succeeded: number;
  /** Failed, and interrupted by us. */
  readonly broken: number;
  readonly tokens: TokenSums;
  readonly cost: NanoUsd;
  /** What kept answers would have cost. */
  readonly saved: NanoUsd;
  /** Part of the cost whose caller got no answer, because the call failed or they left. */
  readonly lost: NanoUsd;
  readonly lostCalls: number;
}
