import { and, count, eq, isNull, or, sql } from 'drizzle-orm';
import { budget, budgetLoan } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { BudgetLoan, budgetLend, budgetLoansMax } from '#lib/contracts/budget-loans.ts';
import type { Budget } from '#lib/contracts/budget-resource.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { periodRuleOf, readBudgets } from './budget-rows.ts';
import { applyLimit, lockBudget } from './change-budget.ts';
import { readBudgetLoan } from './loan-rows.ts';
import { type Period, periodAt } from './period.ts';
import { hasSamePeriods } from './require-allocation.ts';

const conflict = (detail: string): AppError => new AppError('conflict', { detail });

/** Money as refusals name it. */
export const dollarsOf = (nano: bigint): string => `$${formatUsd(nano > 0n ? nano : 0n).replace(/0{1,7}$/, '')}`;

/**
 * What budgets may still take in a period, by budget. Their rows are held until the transaction ends, in the order that
 * all others take them in; they are made where no call needed them yet.
 */
export async function lockRooms({ tx }: OperationContext, ids: readonly string[], period: Period): Promise<ReadonlyMap<string, bigint>> {
  const list = sql.join(
    [...ids].sort().map((id) => sql`${id}::uuid`),
    sql`, `,
  );
  const [start, end] = [new Date(period.startMs).toISOString(), new Date(period.endMs).toISOString()];
  const rows = await tx.execute<{ budget: string; room: string }>(
    sql`select budget, room::text as room from lock_budget_rooms(array[${list}], ${start}::timestamptz, ${end}::timestamptz)`,
  );
  return new Map([...rows].map(({ budget: id, room }) => [id, BigInt(room)]));
}

/** Refuses a budget that has nothing to give, or that refuses nobody. */
function requireLender(of: Budget): void {
  if (of.archived_at !== null) throw conflict('This budget is archived.');
  if (of.scope.kind !== 'team' && of.scope.kind !== 'department') throw conflict('Budgets of teams and departments lend to each other.');
  if (of.enforcement === 'soft') throw conflict(`${of.name} refuses no call: there is nothing of it to lend.`);
}

/** The one budget of a team or department that counts in the same periods and refuses calls. */
async function findBorrower(ctx: OperationContext, lender: Budget, input: InputOf<typeof budgetLend>): Promise<Budget> {
  const [kind, id] =
    input.team_id === undefined ? (['department', input.department_id ?? ''] as const) : (['team', input.team_id] as const);
  const where = and(eq(budget.scopeKind, kind), eq(budget.scopeValue, id), isNull(budget.archivedAt));
  const found = await readBudgets(ctx, { where, orderBy: sql`${budget.createdAt}, ${budget.id}`, limit: budgetLoansMax });
  const same = found.filter((one) => one.id !== lender.id && one.enforcement !== 'soft' && hasSamePeriods(one, lender));
  const [borrower, second] = same;
  if (borrower === undefined)
    throw conflict(`There is no budget that could borrow: it must refuse calls and count in the periods of ${lender.name}.`);
  if (second !== undefined) throw conflict('Several budgets there count in these periods, so that none of them can borrow.');
  return borrower;
}

async function requireFewLoans({ tx, tenantId }: OperationContext, ids: readonly string[], start: Date): Promise<void> {
  for (const id of ids) {
    const ofBudget = or(eq(budgetLoan.lenderBudgetId, id), eq(budgetLoan.borrowerBudgetId, id));
    const [row] = await tx
      .select({ loans: count() })
      .from(budgetLoan)
      .where(and(eq(budgetLoan.tenantId, tenantId), eq(budgetLoan.periodStartAt, start), ofBudget));
    if ((row?.loans ?? 0) >= budgetLoansMax)
      throw new AppError('limit_reached', { detail: `A budget is in ${budgetLoansMax} loans of one period at most.` });
  }
}

export const lendBudget = defineCommand(budgetLend, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const lender = await lockBudget(ctx, input.budget_id);
  requireLender(lender);
  const borrower = await findBorrower(ctx, lender, input);
  const period = periodAt(periodRuleOf(lender), now.getTime());
  if (period === null) throw conflict(`${lender.name} does not run now.`);
  const start = new Date(period.startMs);
  await requireFewLoans(ctx, [lender.id, borrower.id], start);
  const room = (await lockRooms(ctx, [lender.id, borrower.id], period)).get(lender.id) ?? 0n;
  if (input.amount_usd > room) {
    const detail = `${lender.name} has ${dollarsOf(room)} that is neither spent nor reserved.`;
    throw new AppError('conflict', { detail, errors: [{ pointer: '/amount_usd', detail }] });
  }
  const id = newUuid(now.getTime());
  await tx.insert(budgetLoan).values({
    ...{
      tenantId,
      id,
      lenderBudgetId: lender.id,
      borrowerBudgetId: borrower.id,
      periodStartAt: start,
      periodEndAt: new Date(period.endMs),
    },
    ...{ amountNanoUsd: input.amount_usd, note: input.note ?? '', createdBy: ctx.caller.userId, createdAt: now },
  });
  await applyLimit(ctx, lender.id);
  await applyLimit(ctx, borrower.id);
  const result = await readBudgetLoan(ctx, id);
  return { result, changes: [changeOf('budget_loan', 'budgetLoan', BudgetLoan, null, result)] };
});
