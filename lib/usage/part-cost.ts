import type { NanoUsd } from '#lib/core/money.ts';
import { shareOf } from '#lib/cost-centers/split-amount.ts';
import type { CallAttribution, ChargedBudget } from './usage-event.ts';

/** What a call of this cost costs one of its budgets where that pays at all: a cost center's pays its share. */
export const partCost = ({ costShares }: CallAttribution, { costCenterId }: ChargedBudget, costNanoUsd: NanoUsd): NanoUsd =>
  costCenterId === undefined ? costNanoUsd : shareOf(costNanoUsd, costShares ?? [], costCenterId);
