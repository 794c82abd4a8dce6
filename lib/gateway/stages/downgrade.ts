import { callBound } from '../billing/call-bound.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';
import { attributionOf } from './describe-call.ts';
import { actingAt, traceOf } from './obey-thresholds.ts';

/**
 * The call as its budgets let it be asked: where one of them has reached a threshold that downgrades, of the model that is
 * named there for the one asked for, as far as the key may use it. Which provider will serve it is not known yet, so
 * budgets of providers do not take part.
 */
export function downgrade(call: GatewayCall, { principal, tenant }: Caller, asked: Asked): Asked {
  const { model } = asked.ask;
  const nowMs = call.runtime.keeper.now();
  for (const budget of tenant.budgets?.applicable(call.attribution ?? attributionOf(principal), '', model, asked.tags) ?? []) {
    const rule = actingAt(budget, nowMs)?.downgrade;
    if (rule === undefined || rule === null) continue;
    const trace = traceOf(call);
    trace.acts.push({ action: 'downgrade', budget, percent: rule.percent });
    const cheaper = rule.models.get(model);
    if (cheaper === undefined || principal.allowedModels?.has(cheaper) === false) continue;
    trace.downgradedFrom = model;
    return { ...asked, ask: mappedAsk(asked.ask, cheaper) };
  }
  return asked;
}

/** The cheapest target first, by the most that the call could cost there; those without a price last, and equals as they were. */
export function cheapestFirst(targets: readonly RoutedTarget[], ask: Ask): readonly RoutedTarget[] {
  if (targets.length < 2) return targets;
  const rated = targets.map((target) => ({
    target,
    most: target.price === undefined ? null : callBound(target, ask).nanoUsd,
  }));
  rated.sort((left, right) => {
    if (left.most === right.most) return 0;
    if (left.most === null) return 1;
    return right.most === null || left.most < right.most ? -1 : 1;
  });
  return rated.map(({ target }) => target);
}
