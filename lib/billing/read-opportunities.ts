import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { recommendation } from '#db/schema/index.ts';
import type { SpendScope } from '#lib/budgets/spend-scope.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Billing, BillingRecommendation } from '#lib/contracts/billing.ts';
import { recommendationKinds } from '#lib/contracts/recommendation-names.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { BillingPlace } from './billing-place.ts';
import { readRecommendations } from './read-recommendations.ts';

const dollar = 1_000_000_000n;
/** Kinds that this version knows, without the calls that failed: those are counted from the place's own. */
const told = recommendationKinds.filter((kind) => kind !== 'failed_calls');
/** The largest are enough for a bill; the page of recommendations has all. */
const shownMax = 20;

/** Recommendations about the place or what lies below it; those of projects name no place, so a project has none. */
function within({ tenantId }: OperationContext, { kind, id }: BillingPlace): SQL | undefined {
  if (kind === 'tenant') return sql`true`;
  if (kind === 'project') return undefined;
  const table = sql.identifier(kind);
  const places = sql`(with recursive below as (
      select id from ${table} where tenant_id = ${tenantId} and id = ${id}
      union select child.id from ${table} child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
    ) select id from below)`;
  if (kind === 'team') return sql`${recommendation.teamId} in ${places}`;
  return sql`(${recommendation.departmentId} in ${places}
    or ${recommendation.teamId} in (select t.id from team t where t.tenant_id = ${tenantId} and t.department_id in ${places}))`;
}

async function readOpen(ctx: OperationContext, place: BillingPlace): Promise<BillingRecommendation[]> {
  const condition = within(ctx, place);
  if (condition === undefined) return [];
  const rows = await ctx.tx
    .select()
    .from(recommendation)
    .where(and(eq(recommendation.tenantId, ctx.tenantId), eq(recommendation.state, 'open'), inArray(recommendation.kind, told), condition))
    .orderBy(desc(recommendation.amountNanoUsd), recommendation.id)
    .limit(shownMax);
  return rows.map(({ id, kind, title, summary, amountNanoUsd: amount, effort }) => ({
    priority: amount >= 100n * dollar ? 'high' : amount >= 10n * dollar ? 'medium' : 'low',
    category: kind,
    estimated_monthly_savings: amount,
    implementation_effort: effort,
    reason: `${title}. ${summary}`,
    apply: `/recommendations?open=${toPublicId('recommendation', id)}`,
  }));
}

/**
 * What the place could save: calls that were paid for nothing, and the recommendations about it that nobody has decided,
 * largest first. Recommendations beside each other may name the same money, so the potential is an upper bound.
 */
export async function readOpportunities(
  ctx: OperationContext,
  place: BillingPlace,
  scope: SpendScope,
): Promise<Billing['cost_optimization_opportunities']> {
  const lost = await readRecommendations(ctx, scope);
  const open = await readOpen(ctx, place);
  return {
    potential_savings: lost.potential_savings + open.reduce((sum, one) => sum + one.estimated_monthly_savings, 0n),
    recommendations: [...lost.recommendations, ...open],
  };
}
