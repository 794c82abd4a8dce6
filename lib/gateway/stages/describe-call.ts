import type { CallAttribution, CallDescription } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import type { Principal } from '../snapshot/snapshot.ts';

/** Stored in place of a model name that no connection serves: names are kept forever, and callers could invent millions. */
export const unknownModel = 'unknown';

const attributions = new WeakMap<Principal, CallAttribution>();

/** Whom calls of a key are charged to, beside what they are for; made once for each version of the key in the snapshot. */
export function attributionOf(principal: Principal): CallAttribution {
  const known = attributions.get(principal);
  if (known !== undefined) return known;
  const { tenantId, departmentId, teamId, userId, keyId, loan } = principal;
  const attribution = { tenantId, departmentId, teamId, userId, keyId, ...(loan === undefined ? {} : { loanId: loan.loanId }) };
  attributions.set(principal, attribution);
  return attribution;
}

/** What a call is and whom it is charged to, as both of its records carry it. */
export function describeCall(call: GatewayCall, caller: Caller, asked: Asked, target: Target | null): CallDescription {
  return {
    id: call.id,
    attribution: call.attribution ?? attributionOf(caller.principal),
    protocol: asked.protocol.name,
    streamed: asked.ask.streamed,
    requestedModel: call.isModelKnown
      ? (call.policies?.redirectedFrom ??
        call.route?.name ??
        call.transformed?.askedModel ??
        call.thresholds?.downgradedFrom ??
        asked.ask.model)
      : unknownModel,
    connectionId: target?.connection.connectionId ?? call.keptFrom?.connectionId ?? null,
    provider: target?.provider.name ?? call.keptFrom?.provider ?? null,
    // A request to a connection alone is for no model.
    model: (target?.model ?? call.keptFrom?.model) || null,
    routeId: call.route?.routeId ?? null,
    taskType: asked.taskType,
    tags: asked.tags,
  };
}
