import type { NanoUsd } from '#lib/core/money.ts';
import type { HoldPart, SettledPart } from './usage-event.ts';

/** What a hold costs one of its budgets, where every budget that held pays: a reservation is used up whole, a lease by its cost at most. */
export function settledPart({ amountNanoUsd, ...part }: HoldPart, costNanoUsd: NanoUsd): SettledPart {
  const covered = part.kind === 'direct' || amountNanoUsd < costNanoUsd ? amountNanoUsd : costNanoUsd;
  return { ...part, coveredNanoUsd: part.kind === 'soft' ? 0n : covered, costNanoUsd };
}
