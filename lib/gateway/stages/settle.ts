import { notBilled, priceCall } from '#lib/catalog/price-call.ts';
import type { ErrorCode } from '#lib/core/errors.ts';
import type { CallStatus, TokenUsage, UsageEvent, UsageSource } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { noUsage } from '../providers/openai-family/to-usage.ts';
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

/** What the provider reported; what it left out is counted, so that zero is never taken for missing nor missing for zero. */
async function usageOf(call: GatewayCall, asked: Asked): Promise<KnownUsage> {
  const reported = call.rawUsage === null ? undefined : call.target?.provider.toUsage(call.rawUsage);
  if (reported !== undefined && reported.input !== null && reported.output !== null) return { usage: reported, source: 'provider' };
  if (!call.mayBeBilled) return { usage: noUsage, source: 'none' };
  const counted = await countUsage(call, asked);
  const usage =
    reported === undefined ? counted : { ...reported, input: reported.input ?? counted.input, output: reported.output ?? counted.output };
  return { usage, source: 'counted' };
}

/** Writes the call's one usage event and returns it. It is written before the last byte goes to the caller. */
export async function settle(call: GatewayCall, caller: Caller, asked: Asked, outcome: Outcome): Promise<UsageEvent> {
  const { usage, source } = await usageOf(call, asked);
  const price = call.target?.price;
  const cost = source === 'none' ? notBilled : priceCall(usage, price);
  const boundNanoUsd = call.bound?.nanoUsd ?? 0n;
  const event: UsageEvent = {
    ...describeCall(call, caller, asked, call.target),
    ...outcome,
    usage,
    usageSource: source,
    costState: cost.state,
    costNanoUsd: cost.nanoUsd,
    boundNanoUsd,
    overrunNanoUsd: price !== undefined && cost.nanoUsd > boundNanoUsd ? cost.nanoUsd - boundNanoUsd : 0n,
    priceVersionId: price?.versionId ?? null,
    latencyMs: call.elapsedMs(),
    firstTokenMs: call.firstTokenMs,
    attempts: call.attempts,
  };
  const written = call.runtime.recorder.settle(event);
  if (written !== undefined) await written;
  call.isSettled = true;
  const { metrics } = call.runtime;
  metrics.callsByStatus[event.status] += 1;
  metrics.callsByUsageSource[event.usageSource] += 1;
  metrics.callsByCostState[event.costState] += 1;
  return event;
}
