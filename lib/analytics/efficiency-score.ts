/** What a score is made of. Costs are nano-USD of calls that succeeded or not, as they were billed. */
export interface Efficiency {
  readonly succeeded: number;
  /** Failed, interrupted and cancelled calls: asked for, and nothing came of it. Refused calls count as neither. */
  readonly unsuccessful: number;
  readonly costNanoUsd: bigint;
  /** What the same number of successful calls of the same models costs on average where one is compared; null where nothing compares. */
  readonly expectedNanoUsd: bigint | null;
}

/** Fewer calls say nothing about anybody. */
export const scoredRequestsMin = 20;

const successWeight = 0.6;
const costWeight = 0.4;

/** How the score comes about, as it is shown wherever the score is. */
export const efficiencyFormula =
  '100 × (0.6 × success + 0.4 × cost). Success: succeeded ÷ (succeeded + failed + interrupted + cancelled). ' +
  'Cost: what as many successful calls of the same models cost on average in the comparison ÷ what they cost here, at most 1. ' +
  `Without anything to compare the score is success alone; below ${scoredRequestsMin} calls there is none.`;

/** 0 to 100 with one decimal; null for too few calls (`scoredRequestsMin`). */
export function efficiencyScore({ succeeded, unsuccessful, costNanoUsd, expectedNanoUsd }: Efficiency): number | null {
  const judged = succeeded + unsuccessful;
  if (judged < scoredRequestsMin) return null;
  const success = succeeded / judged;
  if (expectedNanoUsd === null || (costNanoUsd <= 0n && expectedNanoUsd <= 0n)) return rounded(success);
  const cost = costNanoUsd <= 0n ? 1 : Math.min(1, Number(expectedNanoUsd) / Number(costNanoUsd));
  return rounded(successWeight * success + costWeight * cost);
}

const rounded = (share: number): number => Math.round(share * 1000) / 10;
