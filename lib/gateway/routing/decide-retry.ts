import type { FaultKind } from './fault-kind.ts';

/** An attempt that failed, and what is left to try. Times are milliseconds. */
export interface FailedAttempt {
  readonly kind: FaultKind;
  /** How long the provider asked to wait; null where it did not say. */
  readonly retryAfterMs: number | null;
  /** Something has gone out to the caller, so a restart could not stay unseen. */
  readonly isAnswerBegun: boolean;
  /** Attempts of the call so far, this one included, and those of them at this target. */
  readonly attempts: number;
  readonly attemptsAtTarget: number;
  /** Targets of the plan that were not tried yet. */
  readonly targetsLeft: number;
  readonly timeLeftMs: number;
  /** How often the route sends a failed call to this target again; null where it leaves that to the rules for all. */
  readonly retriesMax: number | null;
  /** The target has got all the retries that it may get for now, those of other calls included. */
  readonly isRetryBudgetSpent: boolean;
  /** From 0 up to 1. */
  readonly random: number;
}

export interface RetryLimits {
  readonly attemptsMax: number;
  /** The first pause is a random part of this; each further one of twice as much. */
  readonly retryBaseMs: number;
  /** Longest Retry-After that is waited for. */
  readonly retryAfterMaxMs: number;
}

export type RetryDecision =
  | { readonly act: 'give_up' }
  | { readonly act: 'next_target' }
  | { readonly act: 'same_target'; readonly afterMs: number };

const giveUp: RetryDecision = { act: 'give_up' };
const nextTarget: RetryDecision = { act: 'next_target' };

/** Full jitter: callers that failed together do not come back together. */
const pauseMs = (fault: FailedAttempt, { retryBaseMs }: RetryLimits): number =>
  Math.floor(fault.random * retryBaseMs * 2 ** (fault.attemptsAtTarget - 1));

/** The same target again, if it may be and the pause leaves time for an attempt; otherwise the next target, if there is one. */
function again(fault: FailedAttempt, afterMs: number): RetryDecision {
  if (afterMs < fault.timeLeftMs && !fault.isRetryBudgetSpent) return { act: 'same_target', afterMs };
  return fault.targetsLeft > 0 ? nextTarget : giveUp;
}

/**
 * Whether the target may have one more attempt: as often as its route says, which leaves one to another target; or one, where
 * that takes no place from a target that was not tried yet.
 */
function mayRepeat({ attemptsAtTarget, targetsLeft, retriesMax }: FailedAttempt, attemptsLeft: number): boolean {
  if (retriesMax === null) return attemptsAtTarget === 1 && attemptsLeft > targetsLeft;
  return attemptsAtTarget <= retriesMax && attemptsLeft > Math.min(targetsLeft, 1);
}

function afterRateLimit(fault: FailedAttempt, limits: RetryLimits, other: RetryDecision, canRepeat: boolean): RetryDecision {
  if (fault.retryAfterMs !== null) {
    const isShort = fault.retryAfterMs <= limits.retryAfterMaxMs;
    return canRepeat && isShort ? again(fault, fault.retryAfterMs) : other;
  }
  // Nobody else is left to ask: as long as there are attempts, unless the route has said how many.
  const isLast = fault.targetsLeft === 0 && fault.retriesMax === null;
  return canRepeat || isLast ? again(fault, pauseMs(fault, limits)) : other;
}

/**
 * What follows a failed attempt. A request that was refused for what it is, is not sent again; nor is one whose answer the
 * caller has begun to see. A target gets a second attempt only where that takes no place from one that was not tried yet,
 * or as often as its route says; one that accepted a call and fell silent gets none.
 */
export function decideRetry(fault: FailedAttempt, limits: RetryLimits): RetryDecision {
  const attemptsLeft = limits.attemptsMax - fault.attempts;
  if (fault.isAnswerBegun || attemptsLeft <= 0 || fault.timeLeftMs <= 0) return giveUp;
  const other = fault.targetsLeft > 0 ? nextTarget : giveUp;
  const canRepeat = mayRepeat(fault, attemptsLeft);
  switch (fault.kind) {
    case 'request':
    case 'own':
      return giveUp;
    case 'rate_limited':
      return afterRateLimit(fault, limits, other, canRepeat);
    case 'server_error':
    case 'reset':
      return canRepeat ? again(fault, pauseMs(fault, limits)) : other;
    case 'cut':
      // It has cost time and perhaps money already: what has not failed yet is the better choice.
      return fault.targetsLeft === 0 && canRepeat ? again(fault, pauseMs(fault, limits)) : other;
    case 'busy':
    case 'not_served':
    case 'not_translated':
    case 'unreachable':
    case 'silent':
    case 'unusable':
    // What is left of the plan then has larger windows only.
    case 'too_long':
      return other;
  }
}
