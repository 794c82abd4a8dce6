import { type OutcomeKind, type OutcomeRow, outcomeSplitFor, sumOutcomes } from '#lib/usage/outcomes.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { callDaysMax } from './work-cells.ts';

const dayMs = 86_400_000;

/** What the kept outcomes have to be split by for a scope. */
function dimensionsOf({ within, visible }: UsageScope): readonly string[] {
  if (visible === undefined) return [...within.keys()];
  // Beside teams and projects only a person's own calls are visible, and people are not kept.
  return [...within.keys(), 'team', ...(visible.projects.length > 0 ? ['project'] : []), ...(visible.user === null ? [] : ['user'])];
}

/**
 * Outcomes of the current period of a view, the most frequent first, and from when on they are counted: for scopes that no sums are kept for,
 * of the last `callDaysMax` days.
 */
export async function readOutcomes(
  { ctx, scope, range, closed, isEmpty }: AnalyticsView,
  kinds: readonly OutcomeKind[],
): Promise<{ readonly from: Date; readonly rows: readonly OutcomeRow[] }> {
  const { fromMs, toMs } = range.current;
  const split = outcomeSplitFor(dimensionsOf(scope));
  const countedMs = split === undefined ? Math.max(fromMs, toMs - callDaysMax * dayMs) : fromMs;
  const conditions = (columns: Parameters<typeof scopeConditions>[1]) => scopeConditions(scope, columns);
  const question = { span: { fromMs: countedMs, toMs }, kinds, closed, split, conditions };
  return { from: new Date(countedMs), rows: isEmpty ? [] : await sumOutcomes(ctx, eventDimensionColumns, question) };
}
