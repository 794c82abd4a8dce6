import { AppError } from '#lib/core/errors.ts';
import type { AdmissionGate, Place } from '../calls/admission-gate.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** The targets that may be tried: those with a price, where the tenant does not let the others pass, marked as unpriced. Throws `unpriced_model` where none is left. */
export function admissible(caller: Caller, targets: readonly RoutedTarget[]): readonly RoutedTarget[] {
  if (caller.tenant.unpricedPolicy === 'flag') return targets;
  const priced = targets.filter((target) => target.price !== undefined);
  if (priced.length > 0) return priced;
  throw new AppError('unpriced_model', {
    detail: `The model "${targets[0]?.model}" has no price, and this tenant blocks models without one. Ask an administrator to add its price.`,
    errors: [{ pointer: '/model', detail: 'has no price' }],
  });
}

/** A place among the running calls; a promise where one has to be waited for, which rejects with `too_many_in_flight` where none becomes free. */
export function enter(call: GatewayCall, caller: Caller, gate: AdmissionGate = call.runtime.gate): Place | Promise<Place> {
  const { tenantId, inFlightMax } = caller.tenant;
  const place = gate.enter(tenantId, inFlightMax);
  if (place !== undefined) return place;
  const waiting = gate.wait(tenantId, inFlightMax);
  return call.wait(waiting.entered, waiting.leave);
}
