import { isNull, sql } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import { readBudgets } from '#lib/budgets/budget-rows.ts';
import { readStandings, stateOfStanding } from '#lib/budgets/standing.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type BudgetState, budgetStates } from '#lib/contracts/budget-resource.ts';

/** Budgets looked at, at most. */
const budgetsMax = 500;

/** Active budgets of the organization by state; null for whoever does not see all of them. */
export async function countBudgets(ctx: OperationContext): Promise<Record<BudgetState, number> | null> {
  if (!ctx.access.allows('budgets.read', tenantPlacement)) return null;
  const budgets = await readBudgets(ctx, { where: isNull(budget.archivedAt), orderBy: sql`${budget.id}`, limit: budgetsMax });
  const standings = await readStandings(ctx, budgets);
  const states = budgets.map((one) => stateOfStanding(one, standings.get(one.id)));
  const counted = { exceeded: 0, critical: 0, at_risk: 0, warning: 0, on_track: 0, not_running: 0, archived: 0 } satisfies Record<
    BudgetState,
    number
  >;
  for (const state of budgetStates) counted[state] = states.filter((one) => one === state).length;
  return counted;
}
