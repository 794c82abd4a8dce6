import { and, eq, sql } from 'drizzle-orm';
import { recommendation } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type RecommendationWithSteps, recommendationGet, recommendationList } from '#lib/contracts/recommendations.ts';
import { AppError } from '#lib/core/errors.ts';
import { kindOf } from './kinds/index.ts';
import type { Step } from './recommendation-kind.ts';
import { isKnownKind, type RecommendationRow, readRow, recommendationPlace, toRecommendation } from './recommendation-rows.ts';

const centNanoUsd = 10_000_000n;
/** Whole cents, which an integer holds up to $21 million a month. */
const centsOf = sql`(${recommendation.amountNanoUsd} / ${sql.raw(`${centNanoUsd}`)})::integer`;

export const listRecommendations = defineQuery(recommendationList, async (ctx, input) => {
  const byAmount = input.sort.endsWith('amount');
  const order: KeysetOrder<RecommendationRow> = {
    ...{ key: byAmount ? centsOf : sql`${recommendation.foundAt}`, type: byAmount ? 'integer' : 'time' },
    ...{ id: sql`${recommendation.id}`, descending: input.sort.startsWith('-'), idOf: (row) => row.id },
    valueOf: (row) => (byAmount ? Number(row.amountNanoUsd / centNanoUsd) : row.foundAt.getTime()),
  };
  const keyset = keysetOf<RecommendationRow>(input.sort, order, input.cursor);
  const rows = await ctx.tx
    .select()
    .from(recommendation)
    .where(
      and(
        eq(recommendation.tenantId, ctx.tenantId),
        isKnownKind,
        ctx.visible(recommendationPlace),
        input.kind === undefined ? undefined : eq(recommendation.kind, input.kind),
        input.state === 'all' ? undefined : eq(recommendation.state, input.state),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  const page = keyset.page(rows, input.limit);
  return { data: page.data.map(toRecommendation), next_cursor: page.next_cursor };
});

/** A step as the caller may see it: what it would write is for those who may write it. */
function toStep({ access }: OperationContext, { executable: { operation }, input }: Step): RecommendationWithSteps['steps'][number] {
  const { name, summary, permission } = operation;
  const allowed = permission === null || access.allows(permission, tenantPlacement);
  return { operation: name, summary, permission, allowed, input: allowed ? { ...input } : null };
}

/** What one click would do with what holds now. */
async function stepsOf(ctx: OperationContext, row: RecommendationRow): Promise<Pick<RecommendationWithSteps, 'steps' | 'blocked'>> {
  const change = kindOf(row.kind)?.change;
  if (change === undefined || row.state !== 'open') return { steps: [], blocked: null };
  try {
    const { steps } = await change.apply(ctx, row.plan);
    return { steps: steps.map((step) => toStep(ctx, step)), blocked: null };
  } catch (error) {
    if (error instanceof AppError) return { steps: [], blocked: error.message };
    throw error;
  }
}

export const getRecommendation = defineQuery(recommendationGet, async (ctx, { recommendation_id: id }) => {
  const row = await readRow(ctx, id, { lock: false });
  return { ...toRecommendation(row), ...(await stepsOf(ctx, row)) };
});
