import type { Reading, TakenPart } from '#lib/rate-limits/engine/rate-store.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** What a call holds of its rate limits. */
export interface CallRate {
  /** The target whose limits are among them. */
  target: RoutedTarget;
  parts: readonly TakenPart[];
  /** How they stood when the call took from them, or was refused. */
  readings: readonly Reading[];
  /** It led somewhere without asking a model for anything, as the opening of a session does, and counts all the same. */
  isSpent: boolean;
  /** Attempts that were given up and may be billed, as many as a further one was taken for beside them. */
  lost: number;
  /** Tokens that those are taken to have used; known once the call is settled. */
  lostTokens: number;
  /** Once it is written. */
  event: UsageEvent | null;
}
