import type { TargetLimit, TargetState } from '../calls/target-state.ts';
import type { Target } from '../providers/provider.ts';

/** How a call came to a target, and how the target is. */
export interface TargetRouting {
  /** Shared by all that lead to the same connection and model. */
  readonly state: TargetState;
  /** Null where the way to it sets no limit. */
  readonly limit: TargetLimit | null;
  /** The strategies of the route that led here, outermost first; null where the caller named the model. */
  readonly via: string | null;
}

/** A target as calls are routed to it. */
export interface RoutedTarget extends Target {
  readonly routing: TargetRouting;
}
