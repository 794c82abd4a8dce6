import { ne } from 'drizzle-orm';
import { lease } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { budgetLeaseList } from '#lib/contracts/budget-leases.ts';
import { readBudget } from './budget-rows.ts';
import { readLeases } from './lease-rows.ts';

export const listLeases = defineQuery(budgetLeaseList, async (ctx, input) => {
  const { id } = await readBudget(ctx, input.budget_id);
  return { data: await readLeases(ctx, id, ne(lease.state, 'closed')) };
});
