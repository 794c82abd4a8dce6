import { priceCall } from '#lib/catalog/price-call.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { LostAttempt } from '../calls/attempt-record.ts';
import type { Asked, GatewayCall } from '../calls/gateway-call.ts';
import { countedTokens } from './limit-rate.ts';
import { usageOfAttempt } from './usage-of-attempt.ts';

interface LostCost {
  readonly nanoUsd: NanoUsd;
  readonly tokens: number;
}

/** What one attempt may cost: by what its provider reported, else by what is counted, and then at most what was held for it. */
async function costOf(call: GatewayCall, asked: Asked, { record, ranMs }: LostAttempt, heldNanoUsd: NanoUsd): Promise<LostCost> {
  const { usage, source } = await usageOfAttempt(call, asked, record, ranMs);
  const { nanoUsd } = priceCall(usage, record.target?.price);
  return { nanoUsd: source === 'counted' && nanoUsd > heldNanoUsd ? heldNanoUsd : nanoUsd, tokens: countedTokens(usage) };
}

/**
 * What the attempts may cost whose answers were given up, together. Each is told among the failed attempts of the call, so that
 * its event says which part of its cost no answer stands for. May be done twice, with the same result.
 */
export async function bookLost(call: GatewayCall, asked: Asked): Promise<NanoUsd> {
  let [sum, held, tokens] = [0n, 0n, 0];
  for (const lost of call.lost ?? []) {
    const bound = lost.record.bound?.nanoUsd ?? held;
    const cost = await costOf(call, asked, lost, bound - held);
    held = bound;
    sum += cost.nanoUsd;
    tokens += cost.tokens;
    const traced = call.failed?.[lost.tracedAt];
    if (traced !== undefined && cost.nanoUsd > 0n)
      call.failed?.splice(lost.tracedAt, 1, { ...traced, bookedNanoUsd: Number(cost.nanoUsd) });
  }
  if (call.rate !== null) call.rate.lostTokens = tokens;
  return sum;
}
