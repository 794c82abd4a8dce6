import { periodRuleOf, readBudget } from '#lib/budgets/budget-rows.ts';
import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import type { ChargedPrincipal } from '#lib/budgets/engine/tenant-budgets.ts';
import { type Period, periodAt } from '#lib/budgets/period.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import type { AdjustedScope } from './principal-of.ts';

/** A budget with the period an adjustment is meant for and the one that runs. */
export interface AdjustedBudget {
  readonly budgetId: string;
  readonly meant: Period;
  readonly running: Period;
}

/** A fixed budget has one period, and whatever lies outside of it is no business of it. */
function adjusted(budgetId: string, rule: BudgetInForce['rule'], atMs: number, nowMs: number): AdjustedBudget[] {
  const running = periodAt(rule, nowMs);
  const meant = periodAt(rule, atMs);
  return running === null || meant === null ? [] : [{ budgetId, meant, running }];
}

/**
 * The budgets that an adjustment goes to: the one it names, or the active ones that cover whom it is about. Throws where a
 * budget that is named has no period at that time.
 */
export async function budgetsOfScope(
  ctx: OperationContext,
  scope: AdjustedScope,
  principal: ChargedPrincipal,
  atMs: number,
): Promise<readonly AdjustedBudget[]> {
  const nowMs = ctx.now.getTime();
  if (scope.kind === 'budget') {
    const found = await readBudget(ctx, scope.id);
    const own = adjusted(found.id, periodRuleOf(found), atMs, nowMs);
    if (found.archived_at !== null || own.length === 0)
      throw new AppError('validation_failed', {
        errors: [{ pointer: '/budget_id', detail: 'This budget has no period at that time, or is archived' }],
      });
    return own;
  }
  const budgets = await loadBudgets(ctx.tx, ctx.tenantId);
  const applicable = budgets?.applicable(principal, '', '', null) ?? [];
  return applicable.flatMap(({ budgetId, rule }) => adjusted(budgetId, rule, atMs, nowMs));
}
