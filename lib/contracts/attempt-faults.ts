/** Why an attempt at a target ended without an answer, as events of calls keep it. Names are only ever added. */
export const attemptFaults = [
  ...(['not_translated', 'request', 'too_long', 'rate_limited', 'not_served', 'server_error', 'unreachable'] as const),
  ...(['reset', 'silent', 'cut', 'unusable', 'busy', 'own'] as const),
] as const;

export type AttemptFault = (typeof attemptFaults)[number];

/** What besides a route's strategies leads a call to another target than the first one that serves the model asked for. */
export const routingReasons = ['mapping', 'downgrade', 'guardrail', 'data_class', 'policy', 'failover', 'continuation'] as const;

export type RoutingReason = (typeof routingReasons)[number];
