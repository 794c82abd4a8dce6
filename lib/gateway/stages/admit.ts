import { AppError } from '#lib/core/errors.ts';
import { unpricedPart } from '../billing/unpriced-part.ts';
import type { AdmissionGate, Place } from '../calls/admission-gate.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** The targets that `admissible` would leave; all of them where it would leave none, so that a policy may still have another model asked. */
export function maybeAdmissible(caller: Caller, targets: readonly RoutedTarget[]): readonly RoutedTarget[] {
  if (caller.tenant.unpricedPolicy === 'flag') return targets;
  const priced = targets.filter((target) => target.price !== undefined);
  return priced.length > 0 ? priced : targets;
}

/** The targets that have a price for all that is asked: the service tier, the tools. Throws `unpriced_model` where the tenant blocks what has none and no target is left. */
function admissibleParts(
  caller: Caller,
  targets: readonly RoutedTarget[],
  ask: Pick<Ask, 'serviceTier' | 'hostedTools'>,
): readonly RoutedTarget[] {
  if (caller.tenant.unpricedPolicy !== 'block' || (ask.serviceTier === undefined && ask.hostedTools === undefined)) return targets;
  // What is told to a target in another protocol has neither the names of these tiers nor these tools.
  const missingAt = ({ translation, price }: RoutedTarget) =>
    translation === null && price !== undefined ? unpricedPart(ask, price) : null;
  const left = targets.filter((target) => missingAt(target) === null);
  const [first] = targets;
  if (left.length > 0 || first === undefined) return left;
  throw new AppError('unpriced_model', {
    detail: `There is no price for ${missingAt(first)} with the model "${first.model}", and this tenant blocks what has none. Ask an administrator to add its price.`,
  });
}

/** The targets that may be tried: those with a price, where the tenant does not let the others pass, marked as unpriced. Throws `unpriced_model` where none is left. */
export function admissible(
  caller: Caller,
  targets: readonly RoutedTarget[],
  ask: Pick<Ask, 'serviceTier' | 'hostedTools'> = {},
): readonly RoutedTarget[] {
  const priced = maybeAdmissible(caller, targets);
  if (caller.tenant.unpricedPolicy === 'flag') return priced;
  if (priced[0]?.price !== undefined) return admissibleParts(caller, priced, ask);
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
