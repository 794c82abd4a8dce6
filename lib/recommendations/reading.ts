import type { ModelPrice } from '#lib/catalog/model-price.ts';
import type { CacheSettings } from '#lib/contracts/cache.ts';
import type { RouteDefinition } from '#lib/contracts/route-definition.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { TrafficGroup } from './traffic.ts';

/** An active connection of the tenant. */
export interface ReadConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly createdAt: Date;
  readonly models: readonly string[];
}

/** A published route. */
export interface ReadRoute {
  readonly id: string;
  readonly name: string;
  readonly definition: RouteDefinition;
}

/** What people thought of the answers of a model. */
export interface Thumbs {
  readonly up: number;
  readonly down: number;
}

/** What the cache did, and what it could do. */
export interface CacheReading {
  readonly mode: CacheSettings['mode'];
  readonly isolation: CacheSettings['isolation'];
  readonly ttlSeconds: number;
  /** Calls that asked the cache, and those it answered. */
  readonly asked: number;
  readonly answered: number;
  /**
   * Calls that came again within the hour with the same key, model and number of input tokens: real repeats are among them.
   * `likely` is without those that coincidence explains, by how often neighbouring numbers of tokens occur.
   */
  readonly repeats: { readonly calls: number; readonly cost: NanoUsd; readonly likelyCost: NanoUsd };
}

/** An active key. */
export interface ReadKey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly departmentId: string | null;
  readonly teamId: string | null;
}

/** How a key uses a model: its answered calls of text within the days looked at. */
export interface KeyHabit {
  readonly keyId: string;
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  readonly streamed: number;
  readonly cost: NanoUsd;
  /** Days with a call. */
  readonly days: number;
  /** Calls within the three hours of the day (UTC) that have the most. */
  readonly inBusiestHours: number;
  /** Tokens of input that 95 of 100 calls exceed: what they have in common is not longer. */
  readonly shortestInput: number;
  /** Calls within five minutes of the one before. */
  readonly close: number;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
}

/** How long the answers of a model are, to calls for one name. */
export interface AnswerLengths {
  readonly requested: string;
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  /** Tokens that 95 of 100 answers stay below. */
  readonly usual: number;
  /** Twice that, in whole hundreds; what lies beyond it, and how many answers get there. */
  readonly cap: number;
  readonly beyond: number;
  readonly cut: number;
}

/** A recurring budget that stops calls. */
export interface ReadBudget {
  readonly id: string;
  readonly name: string;
  readonly limit: NanoUsd;
  /** What its whole periods spent, the newest first. */
  readonly spent: readonly NanoUsd[];
}

/** What a department pays for a kind of work. */
export interface DepartmentTask {
  readonly departmentId: string;
  readonly name: string;
  readonly task: string;
  readonly calls: number;
  readonly cost: NanoUsd;
}

/** Everything that recommendations follow from, read once; what finds them is pure. */
export interface Reading {
  readonly now: Date;
  /** The days looked at, oldest first, as in `TrafficGroup.day`; from the first call on, today left out. */
  readonly days: readonly string[];
  readonly groups: readonly TrafficGroup[];
  /** What the tenant pays now, or at an instant (milliseconds since the epoch); undefined where no price is known. */
  priceOf(provider: string, model: string, atMs?: number): ModelPrice | undefined;
  readonly connections: readonly ReadConnection[];
  readonly routes: ReadonlyMap<string, ReadRoute>;
  readonly thumbs: ReadonlyMap<string, Thumbs>;
  readonly cache: CacheReading;
  readonly keys: readonly ReadKey[];
  readonly habits: readonly KeyHabit[];
  readonly lengths: readonly AnswerLengths[];
  readonly budgets: readonly ReadBudget[];
  readonly departments: readonly DepartmentTask[];
  /** What a call costs in a batch, in percent of the same call by itself; undefined where the provider takes no batches. */
  batchPercentOf(provider: string): number | undefined;
}
