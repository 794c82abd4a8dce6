import { and, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm';
import { budgetLoan } from '#db/schema/index.ts';
import { type Reach, reachOf } from '#lib/command/access.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type BudgetLoan, budgetLoanList } from '#lib/contracts/budget-loans.ts';
import { loanPlaces, readBudgetLoans } from './loan-rows.ts';

/** Whether one side of a loan lies where its budgets may be seen. */
const liesIn = (reach: Reach, { departmentId, teamId }: (typeof loanPlaces)['lender']): SQL | undefined =>
  or(
    reach.departmentIds.length === 0 ? sql`false` : inArray(departmentId, [...reach.departmentIds]),
    reach.teamIds.length === 0 ? sql`false` : inArray(teamId, [...reach.teamIds]),
  );

/** Both sides see a loan: whoever may see the budgets of either. */
export const listBudgetLoans = defineQuery(budgetLoanList, async (ctx, input) => {
  const reach = await reachOf(ctx.tx, ctx.access, 'budgets.read');
  const order = { key: sql`${budgetLoan.createdAt}`, type: 'time' as const, id: sql`${budgetLoan.id}`, descending: true };
  const keyset = keysetOf<BudgetLoan>(
    'newest',
    { ...order, valueOf: (row) => row.created_at.getTime(), idOf: ({ id }) => id },
    input.cursor,
  );
  const where = and(
    reach.everything ? undefined : or(liesIn(reach, loanPlaces.lender), liesIn(reach, loanPlaces.borrower)),
    input.budget_id === undefined
      ? undefined
      : or(eq(budgetLoan.lenderBudgetId, input.budget_id), eq(budgetLoan.borrowerBudgetId, input.budget_id)),
    input.state === 'running'
      ? and(gt(budgetLoan.periodEndAt, ctx.now), gt(budgetLoan.amountNanoUsd, sql`${budgetLoan.returnedNanoUsd}`))
      : undefined,
    keyset.after,
  );
  return keyset.page(await readBudgetLoans(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
