import type { Hold } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Bound, Target } from '../providers/provider.ts';
import { describeCall } from './describe-call.ts';
import { partsOf } from './hold-budgets.ts';

/** The hold record of an attempt. Field by field, as the usage event is. */
export function holdOf(call: GatewayCall, caller: Caller, asked: Asked, target: Target, bound: Bound): Hold {
  const description = describeCall(call, caller, asked, target);
  return {
    id: description.id,
    attribution: description.attribution,
    protocol: description.protocol,
    streamed: description.streamed,
    requestedModel: description.requestedModel,
    connectionId: description.connectionId,
    provider: description.provider,
    model: description.model,
    routeId: description.routeId,
    taskType: description.taskType,
    tags: description.tags,
    boundNanoUsd: bound.nanoUsd,
    boundKind: bound.kind,
    parts: partsOf(call),
  };
}
