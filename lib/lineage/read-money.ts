import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { Lineage } from '#lib/contracts/lineage.ts';

/** Rows shown of each kind at most. */
const shownMax = 100;

interface LedgerRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly budget_id: string | null;
  readonly budget_name: string | null;
  readonly amount: bigint;
  readonly of_this_call: boolean;
  readonly booked_at: string;
}

/** The budgets that a call was charged to, by their UUIDs. */
export async function chargedBudgets({ tx, tenantId }: OperationContext, requestId: string, at: Date): Promise<readonly string[]> {
  const [row] = await tx.execute<{ value: string | null }>(sql`
    select d.value from usage_event e join usage_dimension d on d.tenant_id = e.tenant_id and d.id = e.budgets_dim
    where e.tenant_id = ${tenantId} and e.occurred_at = ${at.toISOString()}::timestamptz and e.id = ${requestId}`);
  // One of a cost center has `:` and the center behind it.
  return row?.value?.split(',').map((one) => one.slice(0, 36)) ?? [];
}

/** What was booked when the call was posted, in the accounts it counts for, and what was booked about it alone since. */
export async function readLedgerLines(
  { tx, tenantId }: OperationContext,
  { requestId, batchId, budgetIds }: { readonly requestId: string; readonly batchId: string; readonly budgetIds: readonly string[] },
): Promise<Lineage['ledger']> {
  const rows = await tx.execute<LedgerRow>(sql`
    select l.id, l.kind, l.budget_id, b.name as budget_name, l.amount_nano_usd as amount, l.usage_event_id is not null as of_this_call,
      l.created_at::text as booked_at
    from ledger_entry l left join budget b on b.tenant_id = l.tenant_id and b.id = l.budget_id
    where l.tenant_id = ${tenantId} and (l.usage_event_id = ${requestId}
      or (l.batch_id = ${batchId} and l.usage_event_id is null and (l.budget_id is null or l.budget_id = any (${`{${budgetIds.join(',')}}`}::uuid[]))))
    order by l.id limit ${shownMax}`);
  return [...rows].map((row) => ({
    ...{ id: row.id, kind: row.kind, budget_id: row.budget_id, budget_name: row.budget_name, amount_usd: row.amount },
    ...{ of_this_call: row.of_this_call, booked_at: new Date(row.booked_at) },
  }));
}

interface WindowRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly limit: bigint;
  readonly spent: bigint;
}

export async function readBudgetWindows(
  { tx, tenantId }: OperationContext,
  budgetIds: readonly string[],
  at: Date,
): Promise<Lineage['budgets']> {
  const instant = sql`${at.toISOString()}::timestamptz`;
  const rows = await tx.execute<WindowRow>(sql`
    select b.id, b.name, p.period_start_at::text as start, p.period_end_at::text as "end", p.limit_nano_usd as "limit", p.spent_nano_usd as spent
    from budget_period p join budget b on b.tenant_id = p.tenant_id and b.id = p.budget_id
    where p.tenant_id = ${tenantId} and p.budget_id = any (${`{${budgetIds.join(',')}}`}::uuid[]) and p.period_start_at <= ${instant}
      and p.period_end_at > ${instant} order by b.name limit ${shownMax}`);
  return [...rows].map(({ id, name, start, end, limit, spent }) => ({
    ...{ budget_id: id, name, period_start: new Date(start), period_end: new Date(end), limit_usd: limit, spent_usd: spent },
  }));
}

interface StatedRow extends Record<string, unknown> {
  readonly id: string;
  readonly number: bigint | number;
  readonly document: string;
  readonly scope_name: string;
  readonly period_label: string;
  readonly amount: bigint | null;
}

/** Statements of the call's time and place, each with the line that the call is part of. */
export async function readStatementLines({ tx, tenantId }: OperationContext, call: Lineage['call']): Promise<Lineage['statements']> {
  const at = sql`${call.occurred_at.toISOString()}::timestamptz`;
  const places = [call.team?.id, call.department?.id, call.project?.id].filter((id) => id !== undefined);
  const rows = await tx.execute<StatedRow>(sql`
    select s.id, s.number, s.document, s.scope_name, s.period_label, (
      select sum(l.amount_nano_usd)::int8 from statement_line l where l.tenant_id = s.tenant_id and l.statement_id = s.id and l.kind = 'usage'
        and l.team_id is not distinct from ${call.team?.id ?? null}::uuid and l.provider is not distinct from ${call.provider}::text
        and l.model is not distinct from ${call.model}::text) as amount
    from statement s
    where s.tenant_id = ${tenantId} and s.period_start_at <= ${at} and s.period_end_at > ${at}
      and (s.scope_kind = 'tenant' or s.scope_value = any (${`{${places.join(',')}}`}::text[])) order by s.number limit ${shownMax}`);
  return [...rows].map(({ id, number, document, scope_name, period_label, amount }) => ({
    ...{ statement_id: id, number: Number(number), document, scope_name, period_label, amount_usd: amount },
  }));
}
