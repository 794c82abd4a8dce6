import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import { type CallCost, notBilled, priceCall } from '#lib/catalog/price-call.ts';
import type { ErrorCode } from '#lib/core/errors.ts';
import type { CallDescription, CallStatus, TokenUsage, UsageEvent, UsageSource } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import { countUsage } from './count-usage.ts';
import { describeCall } from './describe-call.ts';

/** How a call ended. */
export interface Outcome {
  readonly status: CallStatus;
  readonly httpStatus: number;
  readonly errorCode: ErrorCode | null;
}

interface KnownUsage {
  readonly usage: TokenUsage;
  readonly source: UsageSource;
}

/** What the provider reported, as far as it did. */
const reportedUsage = (call: GatewayCall): TokenUsage | undefined =>
  call.rawUsage === null ? undefined : call.target?.spoken.toUsage(call.rawUsage);

/** What the provider left out is counted, so that zero is never taken for missing nor missing for zero. */
async function completeUsage(call: GatewayCall, asked: Asked, reported: TokenUsage | undefined): Promise<KnownUsage> {
  if (!call.mayBeBilled) return { usage: noUsage, source: 'none' };
  const counted = asked.ask.estimate?.(call.delivered?.() ?? null) ?? (await countUsage(call, asked));
  if (reported === undefined) return { usage: counted, source: 'counted' };
  const media = reported.media ?? counted.media;
  const usage = { ...reported, input: reported.input ?? counted.input, output: reported.output ?? counted.output };
  return { usage: media === undefined ? usage : { ...usage, media }, source: 'counted' };
}

/** An answer that was there already costs nothing, which is a price; what was never sent to a provider has none. */
function costOf(call: GatewayCall, usage: TokenUsage, source: UsageSource): CallCost {
  if (call.isKept) return { state: 'zero', nanoUsd: 0n };
  return source === 'none' ? notBilled : priceCall(usage, call.target?.price);
}

/** The usage event of a call, complete. Field by field, because spreading the description costs as much as pricing the call. */
function eventOf(call: GatewayCall, description: CallDescription, outcome: Outcome, { usage, source }: KnownUsage): UsageEvent {
  const price = call.target?.price;
  const cost = costOf(call, usage, source);
  const boundNanoUsd = call.bound?.nanoUsd ?? 0n;
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
    status: outcome.status,
    httpStatus: outcome.httpStatus,
    errorCode: outcome.errorCode,
    usage,
    usageSource: source,
    costState: cost.state,
    costNanoUsd: cost.nanoUsd,
    boundNanoUsd,
    overrunNanoUsd: price !== undefined && cost.nanoUsd > boundNanoUsd ? cost.nanoUsd - boundNanoUsd : 0n,
    priceVersionId: price === undefined || price.isCeiling ? null : price.versionId,
    latencyMs: call.elapsedMs(),
    firstTokenMs: call.firstTokenMs,
    attempts: call.attempts,
    cacheState: call.cacheState,
    savedNanoUsd: call.savedNanoUsd,
  };
}

function count(call: GatewayCall, event: UsageEvent): void {
  const { metrics } = call.runtime;
  metrics.callsByStatus[event.status] += 1;
  metrics.callsByUsageSource[event.usageSource] += 1;
  metrics.callsByCostState[event.costState] += 1;
}

/** Settles what the call holds of its budgets; those of the target that it is booked under pay. */
async function chargeBudgets(call: GatewayCall, charge: CallCharge, caller: Caller, asked: Asked, event: UsageEvent): Promise<UsageEvent> {
  const { target, runtime } = call;
  const { budgets } = caller.tenant;
  const paying =
    budgets === null || target === null ? [] : budgets.applicable(event.attribution, target.provider.name, target.model, asked.tags);
  if (event.overrunNanoUsd > 0n) await runtime.keeper.cover(charge, paying, event.costNanoUsd);
  const parts = runtime.keeper.settle(charge, event.costNanoUsd, paying);
  return parts.length === 0 ? event : { ...event, parts };
}

/** Writes the call's one usage event and returns it. It is written before the last byte goes to the caller. */
export async function settle(call: GatewayCall, caller: Caller, asked: Asked, outcome: Outcome): Promise<UsageEvent> {
  const reported = reportedUsage(call);
  const isComplete = reported !== undefined && reported.input !== null && reported.output !== null;
  const source = call.continued === null ? 'provider' : 'counted';
  const known: KnownUsage = isComplete ? { usage: reported, source } : await completeUsage(call, asked, reported);
  const plain = eventOf(call, describeCall(call, caller, asked, call.target), outcome, known);
  const event = call.charge === null ? plain : await chargeBudgets(call, call.charge, caller, asked, plain);
  try {
    const written = call.runtime.recorder.settle(event);
    if (written !== undefined) await written;
  } catch (error) {
    if (call.charge !== null && event.parts !== undefined) call.runtime.keeper.unsettle(call.charge, event.parts);
    throw error;
  }
  call.isSettled = true;
  if (call.rate !== null) call.rate.event = event;
  count(call, event);
  return event;
}
