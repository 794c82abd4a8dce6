import { and, count, eq, isNull, sql } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Budget } from '#lib/contracts/budget-resource.ts';
import { periodRuleOf, readBudget } from './budget-rows.ts';
import { budgetNameTaken } from './create-budget.ts';
import { periodAt } from './period.ts';

/** Columns a change may set. */
export type BudgetColumns = Partial<Omit<typeof budget.$inferInsert, 'tenantId' | 'id' | 'createdAt' | 'updatedAt' | 'version'>>;

/** Locks a budget and reads it as it is before the change; checks If-Match. The tenant is held, because allocations are sums. */
export async function lockBudget(ctx: OperationContext, id: string): Promise<Budget> {
  await lockTenant(ctx.tx, ctx.tenantId);
  await lockRow(ctx.tx, budget, ctx.tenantId, id);
  const before = await readBudget(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked budget, as one more version; answers what the audit trail keeps. */
export async function writeBudget(ctx: OperationContext, before: Budget, columns: BudgetColumns): Promise<Change> {
  const row = and(eq(budget.tenantId, ctx.tenantId), eq(budget.id, before.id));
  const set = { ...columns, updatedAt: ctx.now, version: before.version + 1 };
  await refuseDuplicate('budget_name', budgetNameTaken, ctx.tx.update(budget).set(set).where(row));
  return changeOf('budget', 'budget', Budget, before, await readBudget(ctx, before.id));
}

/** Lets the periods that have not ended take over the limit as it is now; what is spent and leased stays. */
export async function applyLimit({ tx }: OperationContext, id: string): Promise<void> {
  await tx.execute(sql`select apply_budget_limit(${id}::uuid)`);
}

/** Books what was spent while nobody counted: the running period goes on with what its scope has spent in it. */
export async function countAgain({ tx, now }: OperationContext, of: Budget): Promise<void> {
  const period = periodAt(periodRuleOf(of), now.getTime());
  if (period === null) return;
  const [start, end] = [new Date(period.startMs).toISOString(), new Date(period.endMs).toISOString()];
  await tx.execute(sql`select rescope_budget(${of.id}::uuid, ${start}::timestamptz, ${end}::timestamptz)`);
}

/** Active budgets that are allocations of one. */
export async function countAllocations({ tx, tenantId }: OperationContext, id: string): Promise<number> {
  const [row] = await tx
    .select({ allocations: count() })
    .from(budget)
    .where(and(eq(budget.tenantId, tenantId), eq(budget.parentId, id), isNull(budget.archivedAt)));
  return row?.allocations ?? 0;
}
