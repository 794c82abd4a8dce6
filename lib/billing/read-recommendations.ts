import { type SpendScope, spendCondition } from '#lib/budgets/spend-scope.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Billing, BillingRecommendation } from '#lib/contracts/billing.ts';
import { type OutcomeRow, outcomeSplitFor, sumOutcomes } from '#lib/usage/outcomes.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { closedDays } from '#lib/usage/stretches.ts';

const dayMs = 86_400_000;
/** Days looked at, which is about a month. */
const days = 30;
/** Less is not worth anybody's time: a dollar a month. */
const worthNanoUsd = 1_000_000_000n;

type Lost = 'failed' | 'cancelled';

const reasons: Readonly<Record<Lost, string>> = {
  failed: 'calls that failed were billed all the same in the last 30 days. Look at what fails, and let a fallback answer it.',
  cancelled:
    'calls were left by their callers before the end in the last 30 days, and billed. Longer time-outs or shorter answers avoid it.',
};

function recommendationOf({ name, requests: calls, cost_nano_usd: cost }: OutcomeRow): BillingRecommendation {
  const status: Lost = name === 'failed' ? 'failed' : 'cancelled';
  return {
    priority: cost >= 100n * worthNanoUsd ? 'high' : cost >= 10n * worthNanoUsd ? 'medium' : 'low',
    category: status === 'failed' ? 'failed_calls' : 'cancelled_calls',
    estimated_monthly_savings: cost,
    implementation_effort: 'medium',
    reason: `${calls} ${reasons[status]}`,
    apply: `/usage?f.status=is:${status}`,
  };
}

/** What the place paid for without getting an answer, from its own calls: money that better calls would save. */
export async function readRecommendations(ctx: OperationContext, scope: SpendScope): Promise<Billing['cost_optimization_opportunities']> {
  const toMs = ctx.now.getTime();
  const span = { fromMs: toMs - days * dayMs, toMs };
  const rows = await sumOutcomes(ctx, eventDimensionColumns, {
    ...{ span, kinds: ['lost'], closed: await closedDays(ctx, span) },
    split: scope.of === 'everything' ? 'all' : scope.of === 'dimension' ? outcomeSplitFor([scope.kind]) : undefined,
    conditions: (columns) => [spendCondition(scope, columns)],
  });
  const recommendations = rows
    .filter(({ cost_nano_usd: cost }) => cost >= worthNanoUsd)
    .sort((one, other) => (one.cost_nano_usd < other.cost_nano_usd ? 1 : -1))
    .map(recommendationOf);
  return {
    potential_savings: recommendations.reduce((sum, { estimated_monthly_savings: savings }) => sum + savings, 0n),
    recommendations,
  };
}
