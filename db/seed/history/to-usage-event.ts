import { priceCall } from '#lib/catalog/price-call.ts';
import type { PriceTable } from '#lib/catalog/price-table.ts';
import type { CallAttribution, TokenUsage, UsageEvent } from '#lib/usage/usage-event.ts';
import type { PlannedCall } from './planned-call.ts';

const noUsage: TokenUsage = { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null };

/** Room for the answer that callers ask for, in tokens; the smallest that the answer fits. */
const outputCaps = [1024, 4096, 16_384, 65_536, 131_072];

function usageOf(call: PlannedCall): TokenUsage {
  const whole = (tokens: number) => (tokens === 0 ? 0 : Math.max(1, Math.round(tokens)));
  const { input, cacheRead, cacheWrite, reasoningShare } = call.tokens;
  // Whoever leaves in the middle has had a part of the answer.
  const output = whole(call.status === 'cancelled' ? call.tokens.output * 0.4 : call.tokens.output);
  const { served } = call;
  // After a fallback nothing lies in the other provider's cache.
  const cached = served === call.requested ? whole(cacheRead) : 0;
  const fresh = whole(served === call.requested ? input : input + cacheRead * 0.3);
  return {
    input: fresh,
    cacheRead: cached,
    cacheWrite: served.reportsCacheWrites ? whole(cacheWrite) : null,
    output,
    reasoning: reasoningShare === 0 ? null : Math.round(output * reasoningShare),
  };
}

/**
 * The usage event the gateway would have written: priced by the list's prices of that day. A model that the
 * list does not know gives an unpriced event.
 */
export function toUsageEvent(call: PlannedCall, attribution: CallAttribution, prices: PriceTable): UsageEvent {
  const wasSent = call.status !== 'refused';
  const usage = usageOf(call);
  const price = prices.price(call.served.provider, call.served.model, call.atMs);
  const total = (usage.input ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);
  const room = outputCaps.find((cap) => cap >= (usage.output ?? 0)) ?? usage.output;
  const bound = wasSent ? priceCall({ ...noUsage, input: Math.ceil(total * 1.3), output: room }, price).nanoUsd : 0n;
  const isBilled = call.status === 'succeeded' || call.status === 'cancelled';
  const isPresumed = call.status === 'interrupted';
  const cost = isBilled
    ? priceCall(usage, price)
    : ({ state: isPresumed ? 'priced' : 'not_billed', nanoUsd: isPresumed ? bound : 0n } as const);
  return {
    ...{ id: call.id, attribution, protocol: 'openai.chat_completions', streamed: call.streamed },
    ...{ requestedModel: call.requested.model, connectionId: null, routeId: null, taskType: null },
    ...{ provider: wasSent ? call.served.provider : null, model: wasSent ? call.served.model : null },
    tags: call.service === null ? null : { app: call.service },
    ...{ status: call.status, httpStatus: call.httpStatus, errorCode: call.errorCode },
    usage: isBilled ? usage : noUsage,
    usageSource: call.status === 'succeeded' ? 'provider' : isBilled ? 'counted' : isPresumed ? 'presumed' : 'none',
    ...{ costState: cost.state, costNanoUsd: cost.nanoUsd, boundNanoUsd: bound },
    overrunNanoUsd: price !== undefined && cost.nanoUsd > bound ? cost.nanoUsd - bound : 0n,
    priceVersionId: wasSent ? (price?.versionId ?? null) : null,
    ...{ cacheState: null, savedNanoUsd: 0n },
    ...{
      latencyMs: wasSent ? call.latencyMs : 3,
      firstTokenMs: isBilled ? call.firstTokenMs : null,
      attempts: wasSent ? call.attempts : 0,
    },
  };
}
