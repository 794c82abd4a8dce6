import type { AnalyticsView } from './analytics-view.ts';
import { efficiencyScore } from './efficiency-score.ts';
import { sumCosts } from './sum-costs.ts';
import type { TimeRange } from './time-range.ts';
import { toSums } from './to-overview.ts';

/** Models that are compared at most, the dearest first. */
const modelsMax = 500;

interface ModelSums {
  readonly succeeded: number;
  readonly unsuccessful: number;
  readonly cost: bigint;
}

export type SumsByModel = ReadonlyMap<number, ModelSums>;

async function sumsByModel({ ctx, scope, closed }: AnalyticsView, range: TimeRange): Promise<SumsByModel> {
  const rows = await sumCosts(ctx, scope, range, { by: ['model'], closed, limit: modelsMax, hasSeries: false });
  return new Map(
    rows
      .filter(({ of }) => of === 'group')
      .map((row) => {
        const { succeeded, failed, interrupted, cancelled, cost_usd: cost } = toSums(row);
        return [row.dims[0] ?? 0, { succeeded, unsuccessful: failed + interrupted + cancelled, cost }] as const;
      }),
  );
}

/**
 * Scores sums by model against the average cost of the same models elsewhere. Models that only one side used are judged by
 * success alone: their cost compares with nothing.
 */
export function scoreAgainst(own: SumsByModel, reference: SumsByModel): number | null {
  let [succeeded, unsuccessful, cost, expected] = [0, 0, 0n, 0];
  let isCompared = false;
  for (const [dim, sums] of own) {
    succeeded += sums.succeeded;
    unsuccessful += sums.unsuccessful;
    const other = reference.get(dim);
    if (other === undefined || other.succeeded === 0 || sums.succeeded === 0) continue;
    isCompared = true;
    cost += sums.cost;
    expected += (Number(other.cost) / other.succeeded) * sums.succeeded;
  }
  return efficiencyScore({ succeeded, unsuccessful, costNanoUsd: cost, expectedNanoUsd: isCompared ? BigInt(Math.round(expected)) : null });
}

/** How well a place uses its money: against the whole organization, or for that against its own range before. */
export async function placeEfficiency(
  view: AnalyticsView,
): Promise<{ readonly score: number | null; readonly comparedWith: 'organization' | 'previous_range' }> {
  const { range } = view;
  const current = { ...range, previous: null };
  const own = view.isEmpty ? new Map() : await sumsByModel(view, current);
  if (view.scope.within.size > 0) {
    const everything = { ...view, scope: { within: new Map(), visible: undefined } };
    return { score: scoreAgainst(own, await sumsByModel(everything, current)), comparedWith: 'organization' };
  }
  const before =
    range.previous === null ? new Map() : await sumsByModel(view, { ...range, current: range.previous, previous: null, isOpen: false });
  return { score: scoreAgainst(own, before), comparedWith: 'previous_range' };
}
