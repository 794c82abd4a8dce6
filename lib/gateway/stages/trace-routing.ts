import type { RoutingReason } from '#lib/contracts/attempt-faults.ts';
import type { CallRouting } from '#lib/usage/usage-event.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';

/** The target that served is not the first that was tried. */
function hasMovedOn(failed: GatewayCall['failed'], target: GatewayCall['target']): boolean {
  const first = failed?.[0];
  if (first === undefined || target === null) return false;
  return first.connectionId !== target.connection.connectionId || first.model !== target.model;
}

/** What led the call elsewhere than to the first target of the model that was asked for, in the order in which it happened. */
function reasonsOf({ transformed, thresholds, guardrails, data, policies, failed, target, continued }: GatewayCall): RoutingReason[] {
  const reasons: RoutingReason[] = [];
  if (transformed !== null && transformed.askedModel !== null) reasons.push('mapping');
  if (thresholds !== null && thresholds.downgradedFrom !== null) reasons.push('downgrade');
  if (guardrails !== null && guardrails.redirectedFrom !== null) reasons.push('guardrail');
  if (data !== null && data.routedTo !== null) reasons.push('data_class');
  if (policies !== null && policies.redirectedFrom !== null) reasons.push('policy');
  if (continued !== null) reasons.push('continuation');
  else if (hasMovedOn(failed, target)) reasons.push('failover');
  return reasons;
}

/** How the call came to its target; null for the usual one, that went to the first target of its model and was answered. */
export function traceRouting(call: GatewayCall): CallRouting | null {
  const { route, failed, transformed, thresholds, guardrails, data, policies } = call;
  const isLed = transformed !== null || thresholds !== null || guardrails !== null || data !== null || policies !== null;
  if (route === null && failed === null && !isLed) return null;
  const reasons = reasonsOf(call);
  if (route === null && failed === null && reasons.length === 0) return null;
  const via = call.target?.routing.via ?? null;
  return {
    ...(route === null ? {} : { version: route.version }),
    ...(via === null ? {} : { via }),
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(failed === null ? {} : { failed }),
  };
}
