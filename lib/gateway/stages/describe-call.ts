import type { CallDescription } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';

/** Stored in place of a model name that no connection serves: names are kept forever, and callers could invent millions. */
export const unknownModel = 'unknown';

/** What a call is and whom it is charged to, as both of its records carry it. */
export function describeCall(call: GatewayCall, caller: Caller, asked: Asked, target: Target | null): CallDescription {
  const { principal } = caller;
  return {
    id: call.id,
    attribution: {
      tenantId: principal.tenantId,
      departmentId: principal.departmentId,
      teamId: principal.teamId,
      userId: principal.userId,
      keyId: principal.keyId,
    },
    protocol: asked.protocol.name,
    streamed: asked.ask.streamed,
    requestedModel: call.isModelKnown ? asked.ask.model : unknownModel,
    connectionId: target?.connection.connectionId ?? null,
    provider: target?.provider.name ?? null,
    model: target?.model ?? null,
    tags: asked.tags,
  };
}
