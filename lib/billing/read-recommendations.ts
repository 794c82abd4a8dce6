import { sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import { type SpendScope, spendCondition } from '#lib/budgets/spend-scope.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Billing, BillingRecommendation } from '#lib/contracts/billing.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';

const dayMs = 86_400_000;
/** Days looked at, which is about a month. */
const days = 30;
/** Less is not worth anybody's time: a dollar a month. */
const worthNanoUsd = 1_000_000_000n;

type Lost = 'failed' | 'cancelled';

interface LostRow extends Record<string, unknown> {
  readonly status: Lost;
  readonly cost: bigint;
  readonly calls: bigint;
}

const reasons: Readonly<Record<Lost, string>> = {
  failed: 'calls that failed were billed all the same in the last 30 days. Look at what fails, and let a fallback answer it.',
  cancelled:
    'calls were left by their callers before the end in the last 30 days, and billed. Longer time-outs or shorter answers avoid it.',
};

function recommendationOf({ status, cost, calls }: LostRow): BillingRecommendation {
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
  const since = new Date(ctx.now.getTime() - days * dayMs).toISOString();
  const rows = await ctx.tx.execute<LostRow>(sql`
    select status, sum(${correctedCost})::bigint as cost, count(*) as calls from usage_event
    where ${usageEvent.tenantId} = ${ctx.tenantId} and ${usageEvent.status} in ('failed', 'cancelled') and ${usageEvent.status} <> 'succeeded'
      and ${usageEvent.occurredAt} >= ${since}::timestamptz and ${usageEvent.costNanoUsd} > 0 and ${spendCondition(scope, eventDimensionColumns)}
    group by status order by 2 desc`);
  const recommendations = [...rows].filter(({ cost }) => cost >= worthNanoUsd).map(recommendationOf);
  return {
    potential_savings: recommendations.reduce((sum, { estimated_monthly_savings: savings }) => sum + savings, 0n),
    recommendations,
  };
}
