import type { UpstreamExchange } from '#lib/outbound/index.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';

/**
 * The caller reads slower than the provider writes: the provider waits, and the caller has to read on in time. `onRoom` is
 * called when there is room again; false from it leaves the provider waiting, because nothing of it is wanted any more.
 */
export function waitForCaller({ deadlines, responder, runtime }: GatewayCall, exchange: UpstreamExchange, onRoom: () => boolean): void {
  exchange.pause();
  deadlines.idleAt = Number.POSITIVE_INFINITY;
  deadlines.callerAt = performance.now() + runtime.settings.idleMs;
  responder.onDrain(() => {
    deadlines.callerAt = Number.POSITIVE_INFINITY;
    deadlines.idleAt = performance.now() + runtime.settings.idleMs;
    if (onRoom()) exchange.resume();
  });
}
