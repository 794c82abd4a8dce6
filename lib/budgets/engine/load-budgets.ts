import { sql } from 'drizzle-orm';
import type { BudgetThreshold } from '#db/schema/budgets.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { actingThresholds } from './acting-thresholds.ts';
import type { BudgetInForce } from './budget-in-force.ts';
import { type ScopedBudget, type ScopeKind, TenantBudgets } from './tenant-budgets.ts';

interface BudgetRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly scope_kind: ScopeKind;
  readonly scope_value: string;
  readonly enforcement: BudgetInForce['enforcement'];
  readonly on_overrun: BudgetInForce['onOverrun'];
  readonly fit_output: boolean;
  readonly period_kind: BudgetInForce['rule']['periodKind'];
  readonly time_zone: string;
  readonly week_start: number;
  readonly fiscal_month: number;
  readonly fiscal_day: number;
  /** float8, because int8 would come as bigint; milliseconds are exact in it. */
  readonly fixed_start_ms: number | null;
  readonly fixed_end_ms: number | null;
  readonly effective_from_ms: number | null;
  readonly effective_until_ms: number | null;
  readonly owner: string | null;
  readonly thresholds: readonly BudgetThreshold[];
  /** Of the period that runs; null where no call has needed it yet. */
  readonly spent: bigint | null;
  readonly in_force: bigint | null;
  readonly ends_ms: number | null;
  readonly member_ids: string[];
}

const ms = (column: string) => sql.raw(`round(extract(epoch from ${column}) * 1000)::float8`);

/** The active budgets of the transaction's tenant; null where it has none, so that its calls pay one look for it. */
export async function loadBudgets(tx: TenantTransaction, tenantId: string): Promise<TenantBudgets | null> {
  const rows = await tx.execute<BudgetRow>(sql`
    with recursive active as (
      select * from budget where tenant_id = ${tenantId} and status = 'active' and archived_at is null
    ), departments as (
      select a.id as budget_id, d.id from active a join department d on d.tenant_id = ${tenantId} and d.id::text = a.scope_value
      where a.scope_kind = 'department'
      union select up.budget_id, d.id from departments up join department d on d.tenant_id = ${tenantId} and d.parent_id = up.id
    ), teams as (
      select a.id as budget_id, t.id from active a join team t on t.tenant_id = ${tenantId} and t.id::text = a.scope_value
      where a.scope_kind = 'team'
      union select up.budget_id, t.id from teams up join team t on t.tenant_id = ${tenantId} and t.parent_id = up.id
    )
    select a.id, a.name, a.scope_kind, a.scope_value, a.enforcement, a.on_overrun, a.fit_output, a.period_kind, a.time_zone, a.week_start,
      a.fiscal_month, a.fiscal_day, ${ms('a.fixed_start_at')} as fixed_start_ms, ${ms('a.fixed_end_at')} as fixed_end_ms,
      ${ms('a.effective_from_at')} as effective_from_ms, ${ms('a.effective_until_at')} as effective_until_ms,
      coalesce(nullif(u.name, ''), u.email) as owner,
      a.thresholds, p.spent_nano_usd as spent, p.limit_nano_usd as in_force, ${ms('p.period_end_at')} as ends_ms,
      array(select id from departments where budget_id = a.id union all select id from teams where budget_id = a.id) as member_ids
    from active a left join user_account u on u.tenant_id = ${tenantId} and u.id = a.owner_id
    left join budget_period p on p.tenant_id = ${tenantId} and p.budget_id = a.id and p.period_start_at <= now() and p.period_end_at > now()
    order by a.id`);
  return rows.length === 0 ? null : new TenantBudgets([...rows].map((row) => toScopedBudget(tenantId, row)));
}

const toScopedBudget = (tenantId: string, row: BudgetRow): ScopedBudget => ({
  scopeKind: row.scope_kind,
  scopeValue: row.scope_value,
  memberIds: row.member_ids,
  budget: {
    tenantId,
    budgetId: row.id,
    name: row.name,
    enforcement: row.enforcement,
    onOverrun: row.on_overrun,
    fitOutput: row.fit_output,
    rule: {
      periodKind: row.period_kind,
      timeZone: row.time_zone,
      weekStart: row.week_start,
      fiscalMonth: row.fiscal_month,
      fiscalDay: row.fiscal_day,
      fixedStartMs: row.fixed_start_ms,
      fixedEndMs: row.fixed_end_ms,
    },
    effectiveFromMs: row.effective_from_ms,
    effectiveUntilMs: row.effective_until_ms,
    owner: row.owner,
    acting: actingThresholds(row.thresholds, standingOf(row)),
  },
});

const standingOf = ({ spent, in_force: limit, ends_ms: endMs }: BudgetRow) =>
  spent === null || limit === null || endMs === null ? null : { spentNanoUsd: spent, limitNanoUsd: limit, endMs };
