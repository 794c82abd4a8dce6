import { and, eq } from 'drizzle-orm';
import { budgetLoan } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { BudgetLoan, budgetRecall } from '#lib/contracts/budget-loans.ts';
import { AppError } from '#lib/core/errors.ts';
import { applyLimit } from './change-budget.ts';
import { lockRooms } from './lend-budget.ts';
import { outstandingOf, readBudgetLoan } from './loan-rows.ts';

/** What the borrower spent or reserved stays with it, so that no money is there twice; a later recall finds what came free since. */
export const recallBudget = defineCommand(budgetRecall, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const ofLoan = and(
    eq(budgetLoan.tenantId, tenantId),
    eq(budgetLoan.id, input.budget_loan_id),
    eq(budgetLoan.lenderBudgetId, input.budget_id),
  );
  const [row] = await tx.select().from(budgetLoan).where(ofLoan).for('update');
  if (row === undefined) throw new AppError('not_found');
  ctx.expectVersion(row.version);
  const before = await readBudgetLoan(ctx, row.id);
  if (before.state !== 'running') throw new AppError('conflict', { detail: 'This loan is over: nothing of it is lent any more.' });
  const period = { startMs: row.periodStartAt.getTime(), endMs: row.periodEndAt.getTime() };
  const room = (await lockRooms(ctx, [row.lenderBudgetId, row.borrowerBudgetId], period)).get(row.borrowerBudgetId) ?? 0n;
  const outstanding = outstandingOf(row);
  const back = room < outstanding ? room : outstanding;
  if (back <= 0n) throw new AppError('conflict', { detail: `${before.borrower.name} has spent or reserved all of it.` });
  await tx
    .update(budgetLoan)
    .set({ returnedNanoUsd: row.returnedNanoUsd + back, updatedAt: now, version: row.version + 1 })
    .where(ofLoan);
  await applyLimit(ctx, row.lenderBudgetId);
  await applyLimit(ctx, row.borrowerBudgetId);
  const result = await readBudgetLoan(ctx, row.id);
  return { result, changes: [changeOf('budget_loan', 'budgetLoan', BudgetLoan, before, result)] };
});
