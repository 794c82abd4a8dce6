import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { budgetId, budgetPlace } from './budgets.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Leases of one budget that are answered, at most; those in doubt come first. */
export const leasesMax = 200;

/** `open`: its holder lives; `in_doubt`: nobody has heard of it; `presumed`: booked as spent after a long silence. */
const leaseStates = ['open', 'in_doubt', 'presumed', 'closed'] as const;

/** Part of a budget that one run of one process was granted. */
export const BudgetLease = z
  .strictObject({
    id: publicId('budgetLease'),
    budget_id: publicId('budget'),
    state: z.enum(leaseStates),
    period_start: instant,
    holder: z.string().meta({ description: 'The run of the process that holds it, as its log lines name it (`incarnation`)' }),
    held_usd: usd.meta({ description: 'Counts against the limit, and no call that is booked has used it' }),
    presumed_usd: usd.meta({ description: 'Booked as spent because its holder was silent for so long' }),
    used_usd: usd.meta({ description: 'What booked calls have used of it' }),
    seen_at: instant.meta({ description: 'When its holder was last heard of' }),
  })
  .meta({ id: 'BudgetLease' });
export type BudgetLease = z.output<typeof BudgetLease>;

const exampleBudget = 'bud_01jdnhwyg0e008000000000001';
const exampleLease = 'lse_01jdnhwyg0e008000000000001';

export const budgetLeaseList = defineOperation({
  name: 'budget_lease.list',
  summary: 'List what processes hold of a budget, silent ones first',
  permission: 'budgets.read',
  scope: budgetPlace,
  input: z.strictObject({ budget_id: budgetId }),
  output: z.strictObject({ data: z.array(BudgetLease).max(leasesMax) }),
  examples: [{ budget_id: exampleBudget }],
  http: { method: 'GET', path: '/budgets/{budget_id}/leases' },
});

export const budgetLeaseClose = defineOperation({
  name: 'budget_lease.close',
  summary: 'Settle what a silent process holds: give it back, or book it as spent',
  permission: 'ledger.adjust',
  scope: budgetPlace,
  stepUp: true,
  input: z.strictObject({
    budget_id: budgetId,
    lease_id: publicId('budgetLease'),
    outcome: z.enum(['return', 'spent']).meta({
      description:
        'return: its holder is gone for good and spent nothing of it; spent: count it as spent. Calls of it that are posted later all the same are booked as overruns',
    }),
    evidence: line(300).meta({ description: 'What proves it; stands in the ledger and in the audit log' }),
  }),
  output: BudgetLease,
  errors: ['conflict'],
  examples: [
    { budget_id: exampleBudget, lease_id: exampleLease, outcome: 'return', evidence: 'The host gw-3 was shut down on Nov 9 at 14:02' },
  ],
  http: { method: 'POST', path: '/budgets/{budget_id}/leases/{lease_id}/close' },
});
