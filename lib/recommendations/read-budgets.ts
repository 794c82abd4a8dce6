import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';
import type { ReadBudget } from './reading.ts';

/** Whole periods looked at, at most. */
const periodsMax = 6;

interface BudgetRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly limit: bigint;
  readonly spent: readonly string[];
}

/** Recurring budgets that stop calls and are not split into allocations, with what their last whole periods spent, the newest first. */
export async function readBudgets({ tx, tenantId, now }: TenantReading): Promise<ReadBudget[]> {
  const rows = await tx.execute<BudgetRow>(sql`
    select b.id, b.name, b.limit_nano_usd as limit, array(
      select p.spent_nano_usd::text from budget_period p
      where p.tenant_id = b.tenant_id and p.budget_id = b.id and p.period_end_at <= ${now.toISOString()}::timestamptz
      order by p.period_start_at desc limit ${periodsMax}) as spent
    from budget b
    where b.tenant_id = ${tenantId} and b.archived_at is null and b.status = 'active' and b.enforcement <> 'soft' and b.period_kind <> 'fixed'
      and not exists (select from budget child where child.tenant_id = b.tenant_id and child.parent_id = b.id and child.archived_at is null)
    order by b.id`);
  return [...rows].map(({ id, name, limit, spent }) => ({ id, name, limit: BigInt(limit), spent: spent.map(BigInt) }));
}
