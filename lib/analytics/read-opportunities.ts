import { readRecommendations } from '#lib/billing/read-recommendations.ts';
import { resolveSpendScopes, type ScopeKey } from '#lib/budgets/spend-scope.ts';
import type { BillingRecommendation } from '#lib/contracts/billing.ts';
import type { ModelPerformance } from '#lib/contracts/model-ranking.ts';
import type { PlaceAnalytics } from '#lib/contracts/place-analytics.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { daysOf } from './read-members.ts';

/** Days of a month, for savings a month. */
const monthDays = 30;
/** Less is not worth anybody's time: a dollar a month. */
const worthNanoUsd = 1_000_000_000n;

/** Models that another one would replace for less money, as something to do. */
export function modelOpportunities(models: readonly ModelPerformance[], days: number): BillingRecommendation[] {
  return models.flatMap(({ model, alternative, recommendation, reason, saving_usd: saving }): BillingRecommendation[] => {
    const monthly = BigInt(Math.round((Number(saving) * monthDays) / days));
    if (alternative === null || monthly < worthNanoUsd) return [];
    return [
      {
        priority: monthly >= 100n * worthNanoUsd ? 'high' : monthly >= 10n * worthNanoUsd ? 'medium' : 'low',
        category: 'model_choice',
        estimated_monthly_savings: monthly,
        implementation_effort: 'medium',
        reason: `${recommendation === 'replace' ? 'Replace' : 'Use less of'} ${model}: ${reason}`,
        apply: '/routes',
      },
    ];
  });
}

/** What a place could save: models that have a better one, and calls that were paid for nothing; the largest first. */
export async function readOpportunities(
  view: AnalyticsView,
  key: ScopeKey,
  models: readonly ModelPerformance[],
): Promise<NonNullable<PlaceAnalytics['insights']>['cost_optimization_opportunities']> {
  const [scope = { of: 'everything' } as const] = await resolveSpendScopes(view.ctx, [key]);
  const { recommendations } = await readRecommendations(view.ctx, scope);
  const all = [...modelOpportunities(models, daysOf(view)), ...recommendations].sort((one, other) =>
    one.estimated_monthly_savings < other.estimated_monthly_savings ? 1 : -1,
  );
  return { potential_savings: all.reduce((sum, { estimated_monthly_savings: saving }) => sum + saving, 0n), recommendations: all };
}
