import type { NanoUsd } from '#lib/core/money.ts';
import type { CostState, TokenUsage } from '#lib/core/token-usage.ts';
import type { CostShare } from '#lib/cost-centers/split-amount.ts';

export type { CostShare, CostState, TokenUsage };

/**
 * The two records of a call's life (money.md, RESERVE and SETTLE), in the form in which they travel from the gateway to
 * the journal and from the journal to PostgreSQL. Ids are UUIDs; the call's id carries its time (UUID v7).
 */

/** Whom and what a call is charged to, fixed at admission: a later move of the team does not move the call. */
export interface CallAttribution {
  readonly tenantId: string;
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly keyId: string | null;
  /** The project and its environment; absent where the call has none. */
  readonly projectId?: string;
  readonly environmentId?: string;
  /** Who bears its cost, in the order of `sortShares`; absent where no cost center does. */
  readonly costShares?: readonly CostShare[];
}

/** What a call is, as known before dispatch. */
export interface CallDescription {
  /** Request id, minted by the gateway; its millisecond is `occurred_at`. */
  readonly id: string;
  readonly attribution: CallAttribution;
  /** The caller's wire protocol, such as `openai.chat_completions`. */
  readonly protocol: string;
  readonly streamed: boolean;
  readonly requestedModel: string;
  /** Null until a target is chosen: a refused call may never have one. */
  readonly connectionId: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  /** The route (alias) that chose the target; null where the caller named a model. */
  readonly routeId: string | null;
  /** What kind of work the caller says it is (`x-tollgate-task`), such as `code_generation`. */
  readonly taskType: string | null;
  readonly tags: Readonly<Record<string, string>> | null;
}

/** Written before anything is sent upstream. */
export interface Hold extends CallDescription {
  /** The most the attempt can cost. */
  readonly boundNanoUsd: NanoUsd;
  /** Whether the provider honours the bound, or it is our estimate. */
  readonly boundKind: 'exact' | 'estimate';
  /** What each budget gave to it; empty where no budget applies. */
  readonly parts: readonly HoldPart[];
}

/** A budget in one period, as the calls that are charged to it name it. */
export interface ChargedBudget {
  /**
   * Where the money is held: in a lease of this process, in the call's own row of `reservation`, or nowhere, because the
   * budget is soft and only counted.
   */
  readonly kind: 'lease' | 'direct' | 'soft';
  /** Null unless `kind` is lease. */
  readonly leaseId: string | null;
  readonly budgetId: string;
  /** Set where the budget is a cost center's: it holds the whole and pays that center's share. */
  readonly costCenterId?: string;
  /** The period, fixed when the call was admitted; milliseconds since 1970, the end exclusive. */
  readonly periodStartMs: number;
  readonly periodEndMs: number;
}

/** What one budget gave to a hold. */
export interface HoldPart extends ChargedBudget {
  readonly amountNanoUsd: NanoUsd;
}

/** What a settled call costs one of its budgets. */
export interface SettledPart extends ChargedBudget {
  /** What it uses up of the lease, at most its cost; for a reservation, all that it held. */
  readonly coveredNanoUsd: NanoUsd;
  /** What is booked; zero where the budget held for an attempt at another target and does not apply to the one that served. */
  readonly costNanoUsd: NanoUsd;
}

export type CallStatus = 'succeeded' | 'failed' | 'refused' | 'cancelled' | 'interrupted';
export type UsageSource = 'provider' | 'counted' | 'presumed' | 'none';
/**
 * What the tenant's cache did for a call: an answer to the same request (`hit`) or to one that means the same (`similar`)
 * was sent again, none was found (`miss`), the call went past it (`bypass`), or the answer to an earlier call with the same
 * Idempotency-Key was told again (`replay`).
 */
export type CacheState = 'hit' | 'similar' | 'miss' | 'bypass' | 'replay';

/** The settlement: a complete usage event, written before the last byte goes to the caller. */
export interface UsageEvent extends CallDescription {
  readonly status: CallStatus;
  /** The status the caller saw; 200 for a stream that failed after its first byte. */
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly usage: TokenUsage;
  readonly usageSource: UsageSource;
  readonly costState: CostState;
  readonly costNanoUsd: NanoUsd;
  readonly boundNanoUsd: NanoUsd;
  /** Real cost above the bound: recorded, never hidden. */
  readonly overrunNanoUsd: NanoUsd;
  readonly priceVersionId: string | null;
  readonly latencyMs: number;
  /** Milliseconds to the first content byte of a stream; null where there was none. */
  readonly firstTokenMs: number | null;
  readonly attempts: number;
  /** Null where the tenant keeps no answers for such a call. */
  readonly cacheState: CacheState | null;
  /** What the call would have cost at today's price had the answer not been there already; 0 unless it was. */
  readonly savedNanoUsd: NanoUsd;
  /** The budgets it is charged to; absent where there are none. Not stored with the event: periods, leases and ledger have it. */
  readonly parts?: readonly SettledPart[];
}

/**
 * Where the gateway writes both records. The journal's recorder is synchronous (leased mode); the database's returns
 * promises (direct mode). Either throws AppError('journal_unavailable' | 'database_unavailable') when nothing was written.
 */
export interface CallRecorder {
  hold(hold: Hold): void | Promise<void>;
  settle(event: UsageEvent): void | Promise<void>;
}
