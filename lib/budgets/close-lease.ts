import { eq, sql } from 'drizzle-orm';
import { lease } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { BudgetLease, budgetLeaseClose } from '#lib/contracts/budget-leases.ts';
import { AppError } from '#lib/core/errors.ts';
import { readBudget } from './budget-rows.ts';
import { readLeases } from './lease-rows.ts';

const refusals = {
  open: 'Its holder is alive and gives back by itself what it does not use.',
  in_doubt: 'Its holder was heard of this moment.',
  presumed: 'It is booked as spent already.',
  closed: 'It is closed already.',
} as const;

export const closeLease = defineCommand(budgetLeaseClose, async (ctx, input) => {
  const { id } = await readBudget(ctx, input.budget_id);
  const read = async () => (await readLeases(ctx, id, eq(lease.id, input.lease_id)))[0];
  const before = await read();
  if (before === undefined) throw new AppError('not_found');
  const why = `${input.outcome === 'return' ? 'Given back' : 'Counted as spent'} by evidence: ${input.evidence}`;
  const rows = await ctx.tx.execute<{ done: boolean }>(
    sql`select settle_silent_lease(${id}::uuid, ${input.lease_id}::uuid, ${input.outcome === 'spent'}, ${why}) as done`,
  );
  const after = await read();
  if (rows[0]?.done !== true || after === undefined) throw new AppError('conflict', { detail: refusals[after?.state ?? before.state] });
  return { result: after, changes: [changeOf('budget_lease', 'budgetLease', BudgetLease, before, after)] };
});
