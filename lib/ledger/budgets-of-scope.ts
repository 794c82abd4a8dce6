import { and, eq } from 'drizzle-orm';
import { team, userAccount, virtualKey } from '#db/schema/index.ts';
import { periodRuleOf, readBudget } from '#lib/budgets/budget-rows.ts';
import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import { type Period, periodAt } from '#lib/budgets/period.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { adjustmentScopes } from '#lib/contracts/ledger.ts';
import { AppError } from '#lib/core/errors.ts';

/** What an adjustment is about. */
export interface AdjustedScope {
  readonly kind: (typeof adjustmentScopes)[number];
  readonly id: string;
}

/** A budget with the period an adjustment is meant for and the one that runs. */
export interface AdjustedBudget {
  readonly budgetId: string;
  readonly meant: Period;
  readonly running: Period;
}

interface Principal {
  readonly departmentId: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly keyId: string;
}

const nobody: Principal = { departmentId: null, teamId: null, userId: null, keyId: '' };

async function teamOf({ tx, tenantId }: OperationContext, teamId: string | null): Promise<Partial<Principal>> {
  if (teamId === null) return {};
  const [row] = await tx
    .select({ departmentId: team.departmentId })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, teamId)));
  return { teamId, departmentId: row?.departmentId ?? null };
}

/** Whom a call of the scope would be charged to: a key with its team and person, a team with its department. */
async function principalOf(ctx: OperationContext, { kind, id }: AdjustedScope): Promise<Principal> {
  const { tx, tenantId } = ctx;
  if (kind === 'department') return { ...nobody, departmentId: id };
  if (kind === 'team') return { ...nobody, ...(await teamOf(ctx, id)) };
  if (kind === 'user') {
    const [person] = await tx
      .select({ id: userAccount.id })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
    return { ...nobody, userId: person?.id ?? null };
  }
  if (kind !== 'key') return nobody;
  const [key] = await tx
    .select({ teamId: virtualKey.teamId, userId: virtualKey.userId })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, id)));
  return { ...nobody, ...(await teamOf(ctx, key?.teamId ?? null)), userId: key?.userId ?? null, keyId: id };
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
export async function budgetsOfScope(ctx: OperationContext, scope: AdjustedScope, atMs: number): Promise<readonly AdjustedBudget[]> {
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
  const applicable = budgets?.applicable(await principalOf(ctx, scope), '', '', null) ?? [];
  return applicable.flatMap(({ budgetId, rule }) => adjusted(budgetId, rule, atMs, nowMs));
}
