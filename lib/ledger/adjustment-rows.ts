import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { Adjustment } from '#lib/contracts/ledger.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { bearersText } from '#lib/cost-centers/bearers-text.ts';
import { type CostCenterNames, nameShares } from '#lib/usage/name-cost-centers.ts';

interface AdjustmentRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: Adjustment['kind'];
  readonly amount: bigint;
  readonly reason: string;
  readonly scope_kind: Adjustment['scope'];
  readonly scope_id: string;
  readonly scope_name: string | null;
  readonly cost_shares: string | null;
  readonly applies_at: string;
  readonly is_moved: boolean;
  readonly entries: readonly { readonly id: string; readonly budget_id: string | null; readonly period_start: string | null }[];
  readonly created_by: string;
  readonly created_by_name: string | null;
  readonly created_at: string;
}

/** What an adjustment is about, by name; what is gone keeps its id. */
const scopeName = sql`case a.scope_kind
  when 'department' then (select name from department x where x.tenant_id = a.tenant_id and x.id = a.scope_id)
  when 'team' then (select name from team x where x.tenant_id = a.tenant_id and x.id = a.scope_id)
  when 'project' then (select name from project x where x.tenant_id = a.tenant_id and x.id = a.scope_id)
  when 'cost_center' then (select code || ' ' || name from cost_center x where x.tenant_id = a.tenant_id and x.id = a.scope_id)
  when 'user' then (select coalesce(nullif(name, ''), email) from user_account x where x.tenant_id = a.tenant_id and x.id = a.scope_id)
  when 'key' then (select name from virtual_key x where x.tenant_id = a.tenant_id and x.id = a.scope_id)
  when 'budget' then (select name from budget x where x.tenant_id = a.tenant_id and x.id = a.scope_id) end`;

function toAdjustment(row: AdjustmentRow, centers: CostCenterNames): Adjustment {
  const { scope_kind: scope } = row;
  const idKind = scope === 'cost_center' ? 'costCenter' : scope;
  return {
    ...{ id: row.id, kind: row.kind, amount_usd: BigInt(row.amount), reason: row.reason, scope },
    ...{ scope_id: idKind === 'tenant' ? null : toPublicId(idKind, row.scope_id), scope_name: row.scope_name },
    cost_center: row.cost_shares === null ? null : bearersText(row.cost_shares, centers),
    ...{ applies_at: new Date(row.applies_at), is_moved: row.is_moved },
    entries: row.entries.map(({ id, budget_id, period_start }) => ({
      ...{ id, budget_id, period_start: period_start === null ? null : new Date(period_start) },
    })),
    created_by: { id: row.created_by, name: row.created_by_name },
    created_at: new Date(row.created_at),
  };
}

/** Adjustments with where they were booked, newest first. */
export async function readAdjustments({ tx, tenantId }: OperationContext, condition: SQL, limit: number): Promise<Adjustment[]> {
  const rows = await tx.execute<AdjustmentRow>(sql`
    select a.id, a.kind, a.amount_nano_usd as amount, a.reason, a.scope_kind, a.scope_id, ${scopeName} as scope_name, a.cost_shares,
      a.applies_at::text as applies_at, a.is_moved, a.created_by, a.created_at::text as created_at,
      (select coalesce(nullif(u.name, ''), u.email) from user_account u where u.tenant_id = a.tenant_id and u.id = a.created_by) as created_by_name,
      coalesce((select json_agg(json_build_object('id', e.id, 'budget_id', e.budget_id, 'period_start', e.period_start_at) order by e.id)
        from ledger_entry e where e.tenant_id = a.tenant_id and e.batch_id = a.id and e.kind in ('adjust', 'credit', 'rerate')), '[]') as entries
    from adjustment a where a.tenant_id = ${tenantId} and ${condition} order by a.id desc limit ${limit}`);
  const centers = await nameShares(
    { tx, tenantId },
    rows.flatMap(({ cost_shares: shares }) => shares ?? []),
  );
  return rows.map((row) => toAdjustment(row, centers));
}

export async function readAdjustment(ctx: OperationContext, id: string): Promise<Adjustment> {
  const [found] = await readAdjustments(ctx, sql`a.id = ${id}`, 1);
  if (found === undefined) throw new AppError('not_found');
  return found;
}
