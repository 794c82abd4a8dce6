import { AppError } from '#lib/core/errors.ts';
import type { Place } from '../calls/admission-gate.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** What a refused model without a price is told; `flag` lets it pass, marked as unpriced. */
function assertPriced(caller: Caller, targets: readonly RoutedTarget[]): readonly RoutedTarget[] {
  if (caller.tenant.unpricedPolicy === 'flag') return targets;
  const priced = targets.filter((target) => target.price !== undefined);
  if (priced.length > 0) return priced;
  throw new AppError('unpriced_model', {
    detail: `The model "${targets[0]?.model}" has no price, and this tenant blocks models without one. Ask an administrator to add its price.`,
    errors: [{ pointer: '/model', detail: 'has no price' }],
  });
}

export interface Admission {
  /** The targets that may be tried, in order; never empty. */
  readonly targets: readonly RoutedTarget[];
  readonly place: Place;
}

/** Everything that must be true before a cent is spent: a price or the declared exception, and a place among the running calls. */
export async function admit(call: GatewayCall, caller: Caller, targets: readonly RoutedTarget[]): Promise<Admission> {
  const admissible = assertPriced(caller, targets);
  const place = enter(call, caller);
  return { targets: admissible, place: place instanceof Promise ? await place : place };
}

/** A place among the running calls; a promise where one has to be waited for, which rejects with `too_many_in_flight` where none becomes free. */
export function enter(call: GatewayCall, caller: Caller): Place | Promise<Place> {
  const { gate } = call.runtime;
  const { tenantId, inFlightMax } = caller.tenant;
  const place = gate.enter(tenantId, inFlightMax);
  if (place !== undefined) return place;
  const waiting = gate.wait(tenantId, inFlightMax);
  return call.wait(waiting.entered, waiting.leave);
}
