import type { CacheState, CallStatus, ChargedBudget, CostState, Hold, UsageEvent, UsageSource } from '#lib/usage/usage-event.ts';

/** A settlement with the segment that its hold lies in; 0 where the call was refused before it had one. */
export interface SettleRecord {
  readonly kind: 'settle';
  readonly heldIn: number;
  readonly event: UsageEvent;
}

export interface HoldRecord {
  readonly kind: 'hold';
  readonly hold: Hold;
}

/** The last record of a full segment: how many of each kind are before it, so that a missing one is noticed. */
export interface SealRecord {
  readonly kind: 'seal';
  readonly holds: number;
  readonly settles: number;
}

export type JournalRecord = HoldRecord | SettleRecord | SealRecord;

/**
 * Version of the payloads that are written. A reader keeps the decoder of every version ever written: 1 knew no routes, task
 * types, caches and budgets, 2 no projects, environments and cost centers, 3 no policies, 4 no
 * classes of data, 5 neither how a call came to its target nor what is charged beside tokens, 6 no cost of attempts without an
 * answer and no geography: the same bytes, but a reader of 6 would drop what says where a part of the cost comes from.
 */
export const recordVersion = 7;

/** Kinds as stored; a number is never used twice. */
export const recordKind = { hold: 1, settle: 2, seal: 3 } as const;

/**
 * Values that are stored by their position: entries are only ever added at the end. `satisfies` with the exhaustive
 * check in the codec's test keeps these lists equal to the types.
 */
export const storedStatuses = ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] as const satisfies readonly CallStatus[];
export const storedUsageSources = ['provider', 'counted', 'presumed', 'none'] as const satisfies readonly UsageSource[];
export const storedCostStates = ['priced', 'zero', 'unpriced', 'not_billed'] as const satisfies readonly CostState[];
/** Where the money of a part is held. */
export const storedPartKinds = ['lease', 'direct', 'soft'] as const satisfies readonly ChargedBudget['kind'][];
/** Set in the kind of a part whose budget is a cost center's; the center follows the budget. */
export const costCenterFlag = 0x10;
export const storedBoundKinds = ['exact', 'estimate'] as const satisfies readonly Hold['boundKind'][];
/** Set in the byte behind the class of the data: what follows it. */
export const detailFlags = { routing: 1, baseline: 2, billing: 4 } as const;
/** The first one stands for null. */
export const storedCacheStates = ['none', 'hit', 'similar', 'miss', 'bypass', 'replay'] as const satisfies readonly (CacheState | 'none')[];
