import type { RoutedTarget } from '../routing/routed-target.ts';
import type { GatewayCall } from './gateway-call.ts';

/**
 * Takes a place at a target, at once or after a wait of `queueWaitMs` at most; the state's `leave` gives it back. Rejects with
 * too_many_in_flight where none becomes free in time, and with the stop of the call.
 */
export function enterTarget(call: GatewayCall, { routing: { state, limit } }: RoutedTarget): Promise<void> | void {
  if (limit === null || !state.isFull(limit)) return state.enter(performance.now());
  const waiting = state.wait(limit, call.runtime.settings.queueWaitMs);
  return call.wait(waiting.entered, waiting.leave);
}
