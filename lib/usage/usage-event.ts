import type { AttemptFault, RoutingReason } from '#lib/contracts/attempt-faults.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { CostState, InferenceGeo, MediaUsage, ServedTier, TokenUsage } from '#lib/core/token-usage.ts';
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
  /** The loan by which the key was used; absent for its own calls. Not stored with the event: team or department are the borrower's. */
  readonly loanId?: string;
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

/** A policy that was about a call. */
export interface TracedPolicy {
  readonly id: string;
  readonly version: number;
  /** A shadow changed nothing. */
  readonly mode: 'active' | 'shadow';
  /** What it does, or would do; `broken` where it could not be carried out. */
  readonly actions: readonly string[];
}

/** A guardrail that objected to what a call asked or was answered. */
export interface TracedGuardrail {
  readonly id: string;
  readonly version: number;
  /** A shadow changed nothing. */
  readonly mode: 'active' | 'shadow';
  readonly side: 'input' | 'output';
  /** What it did, or would have done. */
  readonly action: 'flag' | 'redact' | 'route' | 'block';
  /** What it found, in words that hold nothing of the text. */
  readonly why: string;
  /** From 0 to 1; absent where the check has none. */
  readonly score?: number | undefined;
}

/** What policies and guardrails said about a call. */
export interface PolicyOutcome {
  readonly outcome: 'allow' | 'transform' | 'require_approval' | 'deny';
  readonly policies: readonly TracedPolicy[];
  /** Absent where none objected. */
  readonly guardrails?: readonly TracedGuardrail[] | undefined;
}

/** What decides the cost of a call beside the tokens that are kept of it. */
export interface CallBilling {
  /** Absent for the standard one. */
  readonly tier?: ServedTier | undefined;
  /** Absent where the model ran anywhere, or where nobody said. */
  readonly geo?: Exclude<InferenceGeo, 'global'> | undefined;
  /** What is charged apart, as far as it is not zero. */
  readonly units?: { readonly [Name in keyof MediaUsage]?: number | undefined } | undefined;
}

/** How sensitive what a call carried was, and what was found in it. */
export interface CallClassification {
  readonly class: DataClass;
  /** What made it that: the caller's header, the key, the project, the security level of its place, or what was found. */
  readonly by: 'header' | 'key' | 'project' | 'place' | 'found';
  /** What was done about what was found: the strongest of it. */
  readonly action: 'none' | 'logged' | 'redacted' | 'routed' | 'blocked';
  /** How often each kind of data was found in the request, and in the answer where answers are looked at. */
  readonly request: Readonly<Record<string, number>>;
  readonly answer: Readonly<Record<string, number>>;
}

/** An attempt at a target that gave no answer, or whose answer broke off. */
export interface TracedAttempt {
  readonly connectionId: string;
  readonly provider: string;
  readonly model: string;
  readonly fault: AttemptFault;
  /** Ours; null for a fault that has none. */
  readonly errorCode: string | null;
  /** The provider's; null where it gave none. */
  readonly httpStatus: number | null;
  /** From sending to the end of the attempt; null where it was not sent. */
  readonly durationMs: number | null;
  /**
   * What it may cost although nobody got its answer: a part of the call's cost, beside what its usage costs. Nano-USD as a safe
   * integer, because the record is JSON; absent where it cost nothing, and where the call is booked as this attempt.
   */
  readonly bookedNanoUsd?: number | undefined;
}

/** How a call came to its target. */
export interface CallRouting {
  /** The version of the route that decided; absent where no route did. */
  readonly version?: number | undefined;
  /** The strategies of the route that led to the target, outermost first. */
  readonly via?: string | undefined;
  readonly reasons?: readonly RoutingReason[] | undefined;
  /** In the order in which they were made; absent where none failed. */
  readonly failed?: readonly TracedAttempt[] | undefined;
}

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
  /** Absent where no policy was about the call and no guardrail objected. */
  readonly policy?: PolicyOutcome;
  /** Absent where nobody said or found how sensitive it is. */
  readonly classification?: CallClassification;
  /** Absent for a call that went to the first target of its model and was answered. */
  readonly routing?: CallRouting;
  /** What the same tokens would have cost without a choice between targets; absent where that is its cost, or unknown. */
  readonly baselineNanoUsd?: NanoUsd;
  /** Absent where its tokens decide its cost alone. */
  readonly billing?: CallBilling;
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
