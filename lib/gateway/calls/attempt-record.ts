import type { Ask } from '../protocols/protocol.ts';
import type { Bound } from '../providers/provider.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** What a provider is known to have produced so far; null where nothing of it was seen. */
export type Delivered = () => { readonly text: string; readonly bytes: number } | null;

/** What one attempt found out; the call carries that of the running one. */
export interface AttemptRecord {
  readonly target: RoutedTarget | null;
  /** The most that the call can have cost once it is over, earlier attempts included. */
  readonly bound: Bound | null;
  readonly mayBeBilled: boolean;
  readonly rawUsage: unknown;
  readonly delivered: Delivered | null;
  readonly firstTokenMs: number | null;
  /** What was sent, in the words of its target; null before. */
  readonly sentAsk: Ask | null;
}

/** An attempt whose answer nobody got, and which its provider may bill all the same. */
export interface LostAttempt {
  readonly record: AttemptRecord;
  /** Milliseconds from when it was sent until it was given up. */
  readonly ranMs: number;
  /** Its place among the attempts of the call that failed. */
  readonly tracedAt: number;
}
