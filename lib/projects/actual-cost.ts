import { resolveSpendScopes } from '#lib/budgets/spend-scope.ts';
import { noSpend, type Spend, sumSpend } from '#lib/budgets/sum-spend.ts';
import type { OperationContext } from '#lib/command/context.ts';

/** Before the first call that any installation can have. */
const beginning = Date.UTC(2020, 0, 1);
/** Calls of other processes may be ahead of our clock by this at most. */
const aheadMs = 86_400_000;

/** What projects or environments have cost since they began, in the order of their ids; two statements however many there are. */
export async function actualCosts(
  ctx: OperationContext,
  kind: 'project' | 'environment',
  ids: readonly string[],
): Promise<readonly Spend[]> {
  const scopes = await resolveSpendScopes(
    ctx,
    ids.map((value) => ({ kind, value })),
  );
  // On the hour, so that no hour is cut in two.
  const end = Math.ceil(ctx.now.getTime() / aheadMs + 1) * aheadMs;
  const sums = await sumSpend(
    ctx,
    scopes.map((scope) => ({ scope, edges: [beginning, end] })),
  );
  return sums.map(([sum = noSpend]) => sum);
}
