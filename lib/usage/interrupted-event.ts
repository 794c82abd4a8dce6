import { shareOf } from '#lib/cost-centers/split-amount.ts';
import { settledPart } from './settled-part.ts';
import type { ChargedBudget, Hold, UsageEvent } from './usage-event.ts';

/**
 * What is booked for a call whose process died before it could settle: the whole hold, presumed. Nobody knows what the
 * provider did, and time never returns money; a settlement that turns up later corrects it. The caller saw a broken
 * connection, which has no HTTP status: 0. The presumed cost is charged to every budget that held for the call: which target
 * served last is not known for sure.
 */
export function interruptedEvent(hold: Hold): UsageEvent {
  const { boundKind, parts, ...description } = hold;
  return {
    ...description,
    status: 'interrupted',
    httpStatus: 0,
    errorCode: 'stream_interrupted',
    usage: { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null },
    usageSource: 'presumed',
    // A bound of nothing comes from a model without a price more often than from a free one; saying "zero" would be a claim.
    costState: hold.boundNanoUsd > 0n ? 'priced' : 'unpriced',
    costNanoUsd: hold.boundNanoUsd,
    overrunNanoUsd: 0n,
    priceVersionId: null,
    latencyMs: 0,
    firstTokenMs: null,
    // It was dispatched: that is what a hold says.
    attempts: 1,
    cacheState: null,
    savedNanoUsd: 0n,
    ...(parts.length === 0 ? {} : { parts: parts.map((part) => settledPart(part, presumedCost(hold, part))) }),
  };
}

/** Of a cost center's budget only its share is presumed. */
const presumedCost = ({ attribution, boundNanoUsd }: Hold, { costCenterId }: ChargedBudget): bigint =>
  costCenterId === undefined ? boundNanoUsd : shareOf(boundNanoUsd, attribution.costShares ?? [], costCenterId);
