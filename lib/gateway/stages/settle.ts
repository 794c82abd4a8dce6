import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import { type CallCost, notBilled, priceCall } from '#lib/catalog/price-call.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';
import type { ErrorCode } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import { billingOf } from '#lib/usage/call-billing.ts';
import type { CallClassification, CallStatus, PolicyOutcome, TokenUsage, UsageEvent, UsageSource } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { stricterOutcome } from '../guardrails/guardrail-trace.ts';
import { baselineCost } from './baseline-cost.ts';
import { bookLost } from './book-lost.ts';
import { describeCall } from './describe-call.ts';
import { traceRouting } from './trace-routing.ts';
import { type KnownUsage, usageOfAttempt } from './usage-of-attempt.ts';

/** How a call ended. */
export interface Outcome {
  readonly status: CallStatus;
  readonly httpStatus: number;
  readonly errorCode: ErrorCode | null;
}

/** An answer that was there already costs nothing, which is a price; what was never sent to a provider has none. */
function costOf(call: GatewayCall, usage: TokenUsage, source: UsageSource): CallCost {
  if (call.isKept) return { state: 'zero', nanoUsd: 0n };
  return source === 'none' ? notBilled : priceCall(usage, call.target?.price);
}

/** The same with what attempts may cost that gave no answer; a cost that is not complete stays so. */
const withLost = ({ state, nanoUsd }: CallCost, lost: NanoUsd): CallCost =>
  lost === 0n ? { state, nanoUsd } : { state: state === 'unpriced' ? state : 'priced', nanoUsd: nanoUsd + lost };

/** What policies and guardrails said; null for the calls about which they said nothing. */
function ruledOf({ policies, guardrails }: GatewayCall): PolicyOutcome | null {
  const said = policies === null || policies.isEmpty ? null : policies.toOutcome();
  if (guardrails === null) return said;
  const outcome = stricterOutcome(said?.outcome ?? 'allow', guardrails.outcome);
  return { outcome, policies: said?.policies ?? [], guardrails: guardrails.found };
}

/** How sensitive the call was: as found, else as its caller said; null where neither. */
function classificationOf({ data }: GatewayCall, declared: DataClass | undefined): CallClassification | null {
  if (data !== null) return data.toClassification() ?? null;
  return declared === undefined ? null : { class: declared, by: 'header', action: 'none', request: {}, answer: {} };
}

/** The usage event of a call, complete. Field by field, because spreading the description costs as much as pricing the call. */
function eventOf(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  outcome: Outcome,
  { usage, source }: KnownUsage,
  lost: NanoUsd,
): UsageEvent {
  const description = describeCall(call, caller, asked, call.target);
  const dataClass = call.asked?.dataClass ?? undefined;
  const price = call.target?.price;
  const own = costOf(call, usage, source);
  const cost = withLost(own, lost);
  const boundNanoUsd = call.bound?.nanoUsd ?? 0n;
  const event: UsageEvent = {
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
  const policy = ruledOf(call);
  const classification = classificationOf(call, dataClass);
  const routing = traceRouting(call);
  const baselineNanoUsd = baselineCost(call, caller, asked, usage, own, lost);
  const billing = usage.media === undefined && usage.tier === undefined && usage.geo === undefined ? undefined : billingOf(usage);
  if (policy === null && classification === null && routing === null && baselineNanoUsd === undefined && billing === undefined)
    return event;
  return {
    ...event,
    ...(policy === null ? {} : { policy }),
    ...(classification === null ? {} : { classification }),
    ...(routing === null ? {} : { routing }),
    ...(baselineNanoUsd === undefined ? {} : { baselineNanoUsd }),
    ...(billing === undefined ? {} : { billing }),
  };
}

function count(call: GatewayCall, event: UsageEvent): void {
  const { metrics } = call.runtime;
  metrics.callsByUsageSource[event.usageSource] += 1;
  metrics.callsByCostState[event.costState] += 1;
  metrics.figures.add(event);
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
  const told = await usageOfAttempt(call, asked, call, call.elapsedMs());
  // What the first part of a stream said was counted by us.
  const known: KnownUsage = told.source === 'provider' && call.continued !== null ? { ...told, source: 'counted' } : told;
  const lost = call.lost === null ? 0n : await bookLost(call, asked);
  const plain = eventOf(call, caller, asked, outcome, known, lost);
  const event = call.charge === null ? plain : await chargeBudgets(call, call.charge, caller, asked, plain);
  try {
    const written = call.runtime.recorder.settle(event);
    if (written !== undefined) await written;
  } catch (error) {
    if (call.charge !== null && event.parts !== undefined) call.runtime.keeper.unsettle(call.charge, event.parts);
    throw error;
  }
  call.isSettled = true;
  caller.tenant.policies?.usage?.add(event);
  if (call.rate !== null) call.rate.event = event;
  count(call, event);
  call.runtime.telemetry?.add(event, call.request.header('traceparent'));
  return event;
}
