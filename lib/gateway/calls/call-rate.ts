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
  /** Once it is written. */
  event: UsageEvent | null;
}
