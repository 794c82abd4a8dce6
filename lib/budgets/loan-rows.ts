import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { budget, budgetLoan, budgetPeriod, department, team, userAccount } from '#db/schema/index.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { BudgetLoan } from '#lib/contracts/budget-loans.ts';
import { AppError } from '#lib/core/errors.ts';
import { usesOf } from './loan-use.ts';

type Side = 'lender' | 'borrower';
type LoanRow = typeof budgetLoan.$inferSelect;

/** The budget of one side of a loan, with the team or department that it is for. */
function sideOf(side: Side) {
  const of = alias(budget, side);
  const parts = { department: alias(department, `${side}_department`), team: alias(team, `${side}_team`) };
  const idOf = (kind: 'department' | 'team') => sql<string | null>`case when ${of.scopeKind} = ${kind} then ${of.scopeValue}::uuid end`;
  const ids = { departmentId: idOf('department'), teamId: idOf('team') };
  return { of, parts, ids, shown: { ...ids, name: sql<string>`coalesce(${parts.team.name}, ${parts.department.name}, '')` } };
}

const lender = sideOf('lender');
const borrower = sideOf('borrower');

/** Where the two sides of loans sit, for conditions on whose loans may be seen. */
export const loanPlaces = { lender: lender.ids, borrower: borrower.ids };

export interface LoanQuery {
  readonly where: SQL | undefined;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** What is still lent. */
export const outstandingOf = ({ amountNanoUsd, returnedNanoUsd }: Pick<LoanRow, 'amountNanoUsd' | 'returnedNanoUsd'>): bigint =>
  amountNanoUsd - returnedNanoUsd;

const keyOf = (budgetId: string, start: Date): string => `${budgetId} ${start.getTime()}`;

/** What the borrowers of these loans spent of them; two queries however many there are. */
async function readUses({ tx, tenantId }: TenantReading, rows: readonly LoanRow[]): Promise<ReadonlyMap<string, bigint>> {
  if (rows.length === 0) return new Map();
  const borrowers = [...new Set(rows.map(({ borrowerBudgetId }) => borrowerBudgetId))];
  const starts = [...new Map(rows.map(({ periodStartAt }) => [periodStartAt.getTime(), periodStartAt])).values()];
  const loans = await tx
    .select()
    .from(budgetLoan)
    .where(
      and(eq(budgetLoan.tenantId, tenantId), inArray(budgetLoan.borrowerBudgetId, borrowers), inArray(budgetLoan.periodStartAt, starts)),
    )
    .orderBy(asc(budgetLoan.createdAt), asc(budgetLoan.id));
  const periods = await tx
    .select()
    .from(budgetPeriod)
    .where(
      and(eq(budgetPeriod.tenantId, tenantId), inArray(budgetPeriod.budgetId, borrowers), inArray(budgetPeriod.periodStartAt, starts)),
    );
  const uses = periods.map(({ budgetId, periodStartAt, spentNanoUsd, limitNanoUsd }) => {
    const own = loans.filter((loan) => keyOf(loan.borrowerBudgetId, loan.periodStartAt) === keyOf(budgetId, periodStartAt));
    const shares = own.map((loan) => ({ id: loan.id, outstandingNanoUsd: outstandingOf(loan) }));
    const borrowed = shares.reduce((sum, { outstandingNanoUsd }) => sum + outstandingNanoUsd, 0n);
    return usesOf(shares, spentNanoUsd, limitNanoUsd - borrowed);
  });
  return new Map(uses.flatMap((of) => [...of]));
}

function stateOf(row: LoanRow, now: Date): BudgetLoan['state'] {
  if (outstandingOf(row) === 0n) return 'recalled';
  return row.periodEndAt <= now ? 'over' : 'running';
}

/** Loans as callers see them. */
export async function readBudgetLoans(ctx: TenantReading, { where, orderBy, limit }: LoanQuery): Promise<BudgetLoan[]> {
  const rows = await ctx.tx
    .select({
      row: budgetLoan,
      lender: lender.shown,
      borrower: borrower.shown,
      createdByName: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
    })
    .from(budgetLoan)
    .innerJoin(lender.of, and(eq(lender.of.tenantId, budgetLoan.tenantId), eq(lender.of.id, budgetLoan.lenderBudgetId)))
    .innerJoin(borrower.of, and(eq(borrower.of.tenantId, budgetLoan.tenantId), eq(borrower.of.id, budgetLoan.borrowerBudgetId)))
    .leftJoin(lender.parts.team, and(eq(lender.parts.team.tenantId, budgetLoan.tenantId), eq(lender.parts.team.id, lender.ids.teamId)))
    .leftJoin(
      lender.parts.department,
      and(eq(lender.parts.department.tenantId, budgetLoan.tenantId), eq(lender.parts.department.id, lender.ids.departmentId)),
    )
    .leftJoin(
      borrower.parts.team,
      and(eq(borrower.parts.team.tenantId, budgetLoan.tenantId), eq(borrower.parts.team.id, borrower.ids.teamId)),
    )
    .leftJoin(
      borrower.parts.department,
      and(eq(borrower.parts.department.tenantId, budgetLoan.tenantId), eq(borrower.parts.department.id, borrower.ids.departmentId)),
    )
    .leftJoin(userAccount, and(eq(userAccount.tenantId, budgetLoan.tenantId), eq(userAccount.id, budgetLoan.createdBy)))
    .where(and(eq(budgetLoan.tenantId, ctx.tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  const uses = await readUses(
    ctx,
    rows.map(({ row }) => row),
  );
  return rows.map(({ row, createdByName, ...sides }) => ({
    ...{ id: row.id, budget_id: row.lenderBudgetId, start: row.periodStartAt, end: row.periodEndAt, state: stateOf(row, ctx.now) },
    lender: { department_id: sides.lender.departmentId, team_id: sides.lender.teamId, name: sides.lender.name },
    borrower: { department_id: sides.borrower.departmentId, team_id: sides.borrower.teamId, name: sides.borrower.name },
    ...{ lent_usd: row.amountNanoUsd, returned_usd: row.returnedNanoUsd, used_usd: uses.get(row.id) ?? 0n },
    ...{ note: row.note, created_by_name: createdByName, created_at: row.createdAt, version: row.version },
  }));
}

export async function readBudgetLoan(ctx: TenantReading, id: string): Promise<BudgetLoan> {
  const [found] = await readBudgetLoans(ctx, { where: eq(budgetLoan.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** What loans add to the limits of budgets in the periods that begin at these instants, by budget; negative where more is lent. */
export async function readLoanSums(
  { tx, tenantId }: TenantReading,
  starts: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, bigint>> {
  const sums = new Map<string, bigint>();
  if (starts.size === 0) return sums;
  const instants = [...new Set(starts.values())].map((ms) => new Date(ms));
  const loans = await tx
    .select()
    .from(budgetLoan)
    .where(and(eq(budgetLoan.tenantId, tenantId), inArray(budgetLoan.periodStartAt, instants)));
  for (const loan of loans)
    for (const [id, sign] of [
      [loan.borrowerBudgetId, 1n],
      [loan.lenderBudgetId, -1n],
    ] as const)
      if (starts.get(id) === loan.periodStartAt.getTime()) sums.set(id, (sums.get(id) ?? 0n) + sign * outstandingOf(loan));
  return sums;
}
