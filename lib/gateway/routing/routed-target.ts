import type { TargetLimit, TargetState } from '../calls/target-state.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { Target } from '../providers/provider.ts';

/** How long an attempt may take by the route that leads to the target; milliseconds, Infinity where it sets no limit. */
export interface TargetTimes {
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

/** How a call came to a target, and how the target is. */
export interface TargetRouting {
  /** Shared by all that lead to the same connection and model. */
  readonly state: TargetState;
  /** Null where the way to it sets no limit. */
  readonly limit: TargetLimit | null;
  /** Null where the way to it sets no times. */
  readonly times: TargetTimes | null;
  /** How often a failed call may be sent to it again, as the way to it says; null where it says nothing. */
  readonly retriesMax: number | null;
  /** The strategies of the route that led here, outermost first; null where the caller named the model. */
  readonly via: string | null;
}

/** A target as calls are routed to it. */
export interface RoutedTarget extends Target {
  readonly routing: TargetRouting;
}

/** A target as one that nobody routed to: where a call has a single place to go. */
export function routedTo({ targets }: GatewayRuntime, tenantId: string, target: Target): RoutedTarget {
  const state = targets.of(tenantId, target.connection.connectionId, target.model);
  return { ...target, routing: { state, limit: null, times: null, retriesMax: null, via: null } };
}
