import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { budgetId, budgetPlace } from './budgets.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Loans of one budget in one period, at most. */
export const budgetLoansMax = 50;

const exampleId = 'bud_01jdnhwyg0e008000000000001';
const place = { department_id: publicId('department').nullable(), team_id: publicId('team').nullable(), name: z.string() };

/** `running`: counts until the period ends; `recalled`: all of it went back; `over`: its period has ended. */
export const budgetLoanStates = ['running', 'recalled', 'over'] as const;

/** A part of what one budget had left, lent to another for the period that ran. */
export const BudgetLoan = z
  .strictObject({
    id: publicId('budgetLoan'),
    budget_id: budgetId.meta({ description: 'The budget that lends' }),
    lender: z.strictObject(place),
    borrower: z.strictObject(place),
    start: instant,
    end: instant.meta({ description: 'Exclusive: the next period has both limits as they are set' }),
    state: z.enum(budgetLoanStates),
    lent_usd: usd,
    returned_usd: usd.meta({ description: 'Taken back before the end' }),
    used_usd: usd.meta({ description: 'What the borrower spent of it: its own money goes first, then loans, the oldest first' }),
    note: z.string(),
    created_by_name: z.string().nullable(),
    created_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'BudgetLoan' });
export type BudgetLoan = z.output<typeof BudgetLoan>;

export const budgetLoanList = defineOperation({
  name: 'budget_loan.list',
  summary: 'List what budgets lent to each other, newest first, with who used what of it',
  permission: 'budgets.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput, budget_id: budgetId.optional(), state: z.enum(['running', 'all']).default('all') }),
  output: pageOf(BudgetLoan),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'running', limit: 20 }],
  http: { method: 'GET', path: '/budget-loans' },
});

export const budgetLend = defineOperation({
  name: 'budget.lend',
  summary: 'Lend a part of what a team’s or department’s budget has left to another’s, until the running period of both ends',
  permission: 'budgets.write',
  scope: budgetPlace,
  input: z
    .strictObject({
      budget_id: budgetId,
      department_id: publicId('department').optional(),
      team_id: publicId('team').optional().meta({ description: 'Whose budget borrows: the one that counts in the same periods' }),
      amount_usd: usd.refine((nano) => nano > 0n, { error: 'Must be more than nothing' }),
      note: line(300).optional(),
    })
    .refine((input) => (input.department_id === undefined) !== (input.team_id === undefined), {
      path: ['team_id'],
      error: 'Either a team or a department',
    }),
  output: BudgetLoan,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { budget_id: exampleId, team_id: 'team_01jdnhwyg0e008000000000001', amount_usd: '25', note: 'For the launch; we are ahead of plan' },
  ],
  http: { method: 'POST', path: '/budgets/{budget_id}/loans', status: 201 },
  touches: ['budgets'],
});

export const budgetRecall = defineOperation({
  name: 'budget.recall',
  summary: 'Take back what the borrower has not spent or reserved of a loan',
  permission: 'budgets.write',
  scope: budgetPlace,
  input: z.strictObject({ budget_id: budgetId, budget_loan_id: publicId('budgetLoan') }),
  output: BudgetLoan,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ budget_id: exampleId, budget_loan_id: 'bln_01jdnhwyg0e008000000000001' }],
  http: { method: 'DELETE', path: '/budgets/{budget_id}/loans/{budget_loan_id}' },
  touches: ['budgets'],
});
