import { partCost } from '#lib/usage/part-cost.ts';
import { settledPart } from '#lib/usage/settled-part.ts';
import type { CallStatus, Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import type { ModelPrice } from '../snapshot/snapshot.ts';
import type { BatchCharge } from './batch-bill.ts';

const httpStatuses: Readonly<Record<CallStatus, number>> = { succeeded: 200, failed: 502, refused: 400, cancelled: 499, interrupted: 0 };

/**
 * The one usage event of long work, under the id of its hold, so that both end in one commit and exactly once. A batch is
 * one event and not one for each of its lines: its lines are fifty thousand at most, have no latency of their own, and lie
 * in its output. It was no call that somebody waited for, so it has no attempts, which keeps hours out of the latencies.
 */
export function workEvent(hold: Hold, status: CallStatus, charge: BatchCharge, price: ModelPrice | undefined): UsageEvent {
  const { boundKind, parts, ...description } = hold;
  const { usage, source, costState, costNanoUsd } = charge;
  const isOver = costState === 'priced' && costNanoUsd > hold.boundNanoUsd;
  return {
    ...description,
    status,
    httpStatus: httpStatuses[status],
    errorCode: status === 'failed' ? 'provider_error' : null,
    usage,
    usageSource: source,
    costState,
    costNanoUsd,
    overrunNanoUsd: isOver ? costNanoUsd - hold.boundNanoUsd : 0n,
    priceVersionId: price?.versionId ?? null,
    latencyMs: 0,
    firstTokenMs: null,
    attempts: 0,
    cacheState: null,
    savedNanoUsd: 0n,
    ...(parts.length === 0 ? {} : { parts: parts.map((part) => settledPart(part, partCost(hold.attribution, part, costNanoUsd))) }),
  };
}
