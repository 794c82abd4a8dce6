import type { Bound } from '../providers/provider.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** What a provider is known to have produced so far; null where nothing of it was seen. */
export type Delivered = () => { readonly text: string; readonly bytes: number } | null;

/** What one attempt found out; the call carries that of the running one. */
export interface AttemptRecord {
  readonly target: RoutedTarget | null;
  readonly bound: Bound | null;
  readonly mayBeBilled: boolean;
  readonly rawUsage: unknown;
  readonly delivered: Delivered | null;
  readonly firstTokenMs: number | null;
}
