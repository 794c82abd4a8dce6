import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line } from './fields.ts';
import { defineOperation, type PlacedScope } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** What books money. */
export const ledgerKinds = ['settle', 'correct', 'presume', 'credit', 'adjust', 'rerate'] as const;

/** One movement of money, never changed once it is there. */
export const LedgerEntry = z.strictObject({
  id: publicId('ledgerEntry'),
  kind: z.enum(ledgerKinds).meta({
    description:
      'settle: calls as they were posted; correct: better evidence about one call; presume: a holder that is gone; credit and adjust: booked by a person, or spent before the budget began; rerate: past calls at another price',
  }),
  budget_id: publicId('budget').nullable().meta({ description: 'Null for the account of the organization, which is of all its calls' }),
  budget_name: z.string().nullable(),
  period_start: instant.nullable(),
  amount_usd: usd.meta({ description: 'Negative where money comes back' }),
  balance_usd: usd
    .nullable()
    .meta({ description: 'The account’s period up to and with this entry; null where entries of several are told' }),
  reason: z.string().nullable(),
  adjustment_id: publicId('adjustment').nullable(),
  rerate_id: publicId('rerate').nullable(),
  request_id: publicId('request').nullable().meta({ description: 'The call that a correction is about' }),
  created_at: instant,
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

const exampleBudget = 'bud_01kaxd07qafd0vbyd2n2fhz4mc';
const exampleTeam = 'team_01kaxd07qafd0vbyd2n2fhz4mc';

const filters = {
  budget_id: publicId('budget').optional().meta({ description: 'Entries of this budget; without it, of the organization’s own account' }),
  kind: z.enum(ledgerKinds).optional(),
  period_start: instant.optional().meta({ description: 'The period of the budget that begins then' }),
  from: instant.optional().meta({ description: 'Booked at or after this time' }),
  to: instant.optional().meta({ description: 'Booked before this time' }),
};

const ledgerPlace: PlacedScope = { of: 'budget', from: 'budget_id' };

export const ledgerList = defineOperation({
  name: 'ledger_entry.list',
  summary: 'List movements of money, newest first, of a budget or of the whole organization',
  permission: 'ledger.read',
  scope: ledgerPlace,
  input: z.strictObject({ ...pageInput, ...filters }),
  output: pageOf(LedgerEntry),
  errors: ['invalid_cursor'],
  examples: [{}, { budget_id: exampleBudget, kind: 'settle', limit: 20 }],
  http: { method: 'GET', path: '/ledger' },
});

export const ledgerExport = defineOperation({
  name: 'ledger_entry.export',
  summary: 'Download movements of money as CSV, oldest first',
  permission: 'ledger.read',
  scope: ledgerPlace,
  input: z.strictObject(filters),
  output: z.string().meta({ description: 'CSV; amounts are dollars with nine decimal places' }),
  examples: [{}, { budget_id: exampleBudget }],
  http: { method: 'GET', path: '/ledger/export', kind: 'download', contentTypes: ['text/csv'] },
  recordsReads: true,
});

/** What an adjustment can be about. */
export const adjustmentScopes = ['tenant', 'department', 'team', 'project', 'cost_center', 'user', 'key', 'budget'] as const;

/** A credit or a charge that a person booked. */
export const Adjustment = z.strictObject({
  id: publicId('adjustment'),
  kind: z.enum(['credit', 'adjust']),
  amount_usd: usd.meta({ description: 'As it is booked: negative for a credit' }),
  reason: z.string(),
  scope: z.enum(adjustmentScopes),
  scope_id: z
    .string()
    .nullable()
    .meta({ description: 'Of the department, team, project, cost center, person, key or budget; null for the organization' }),
  scope_name: z.string().nullable(),
  cost_center: z
    .string()
    .nullable()
    .meta({ description: 'Who bears it, fixed when it was booked: a code, or `4711=66.6667%;4712=33.3333%`; null where no rule says so' }),
  applies_at: instant.meta({ description: 'The time it is meant for' }),
  is_moved: z.boolean().meta({ description: 'A budget had closed its period of that time and has it in the running one' }),
  entries: z
    .array(z.strictObject({ id: publicId('ledgerEntry'), budget_id: publicId('budget').nullable(), period_start: instant.nullable() }))
    .meta({ description: 'Where it was booked' }),
  created_by: z.strictObject({ id: publicId('user'), name: z.string().nullable() }),
  created_at: instant,
});
export type Adjustment = z.output<typeof Adjustment>;

export const adjustmentList = defineOperation({
  name: 'adjustment.list',
  summary: 'List credits and adjustments, newest first',
  permission: 'ledger.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput, kind: z.enum(['credit', 'adjust']).optional() }),
  output: pageOf(Adjustment),
  errors: ['invalid_cursor'],
  examples: [{}, { kind: 'credit' }],
  http: { method: 'GET', path: '/adjustments' },
});

export const adjustmentGet = defineOperation({
  name: 'adjustment.get',
  summary: 'Get a credit or an adjustment',
  permission: 'ledger.read',
  scope: 'tenant',
  input: z.strictObject({ adjustment_id: publicId('adjustment') }),
  output: Adjustment,
  examples: [{ adjustment_id: 'adj_01kaxd07qafd0vbyd2n2fhz4mc' }],
  http: { method: 'GET', path: '/adjustments/{adjustment_id}' },
});

/** The largest amount of one adjustment: a million dollars. */
export const adjustmentMaxNanoUsd = 1_000_000_000_000_000n;

export const adjustmentBook = defineOperation({
  name: 'adjustment.book',
  summary:
    'Book a credit or an adjustment to a budget, or to whoever it is about with every budget that covers them; their statements have it',
  permission: 'ledger.adjust',
  scope: {
    ...{ of: 'budget', from: 'budget_id' },
    absent: {
      ...{ of: 'team', from: 'team_id' },
      absent: {
        ...{ of: 'department', from: 'department_id' },
        absent: {
          ...{ of: 'user', from: 'user_id' },
          absent: {
            ...{ of: 'key', from: 'key_id' },
            absent: { of: 'project', from: 'project_id', absent: { of: 'cost_center', from: 'cost_center_id' } },
          },
        },
      },
    },
  },
  stepUp: true,
  input: z
    .strictObject({
      kind: z.enum(['credit', 'adjust']).meta({ description: 'credit: takes money back; adjust: adds to the cost' }),
      amount_usd: usd.meta({ description: 'Positive' }),
      reason: line(500),
      budget_id: publicId('budget').optional(),
      department_id: publicId('department').optional(),
      team_id: publicId('team').optional(),
      user_id: publicId('user').optional(),
      key_id: publicId('key').optional(),
      project_id: publicId('project').optional(),
      cost_center_id: publicId('costCenter').optional(),
      applies_at: instant.optional().meta({ description: 'Now unless said; of closed periods the running one has it' }),
    })
    .check(({ value, issues }) => {
      const fault = (path: string[], message: string) => issues.push({ code: 'custom', message, path, input: value });
      if (value.amount_usd <= 0n) fault(['amount_usd'], 'Must be more than zero');
      if (value.amount_usd > adjustmentMaxNanoUsd) fault(['amount_usd'], 'At most a million dollars');
      const scopes = [
        value.budget_id,
        value.department_id,
        value.team_id,
        value.project_id,
        value.cost_center_id,
        value.user_id,
        value.key_id,
      ];
      if (scopes.filter((id) => id !== undefined).length > 1)
        fault([], 'Name one budget, department, team, project, cost center, person or key, or none');
    }),
  output: Adjustment,
  examples: [
    { kind: 'credit', amount_usd: '12.50', reason: 'Provider outage on Nov 9', team_id: exampleTeam },
    { kind: 'adjust', amount_usd: '3', reason: 'Licence shared by everybody' },
  ],
  http: { method: 'POST', path: '/adjustments', status: 201 },
});
