import { priceCall } from '#lib/catalog/price-call.ts';
import type { AppError } from '#lib/core/errors.ts';
import { countedPercent, cutForCost } from '../stages/cut-for-cost.ts';
import type { ResponseCall } from './response-call.ts';

/** Why a response ends here: it has cost about more than is held for it, and a budget that does not cover that wants it so. */
export function overrunOf({ asked, bound, charge, target }: ResponseCall): AppError | undefined {
  if (charge === null || bound === null || target?.price === undefined || !charge.mayBeCut) return undefined;
  const usage = asked.ask.estimate?.(null);
  const cost = usage === undefined ? 0n : priceCall(usage, target.price).nanoUsd;
  if (cost * 100n <= bound.nanoUsd * countedPercent) return undefined;
  const budget = charge.cutBelow(cost);
  return budget === undefined ? undefined : cutForCost(cost, budget);
}
