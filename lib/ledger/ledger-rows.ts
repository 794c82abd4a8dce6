import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { LedgerEntry, ledgerKinds } from '#lib/contracts/ledger.ts';

/** Which entries are asked for. Without a budget, those of the organization's own account. */
export interface LedgerFilter {
  readonly budget_id?: string | undefined;
  readonly kind?: (typeof ledgerKinds)[number] | undefined;
  readonly period_start?: Date | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

interface LedgerRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: LedgerEntry['kind'];
  readonly budget_id: string | null;
  readonly budget_name: string | null;
  readonly period_start_at: string | null;
  readonly amount: bigint;
  readonly balance: bigint | null;
  readonly reason: string | null;
  readonly adjustment_id: string | null;
  readonly rerate_id: string | null;
  readonly usage_event_id: string | null;
  readonly created_at: string;
}

const instant = (date: Date): SQL => sql`${date.toISOString()}::timestamptz`;

function conditionsOf({ tenantId }: OperationContext, filter: LedgerFilter): SQL {
  const { budget_id: budgetId, kind, period_start: period, from, to } = filter;
  const conditions = [
    sql`e.tenant_id = ${tenantId}`,
    budgetId === undefined ? sql`e.budget_id is null` : sql`e.budget_id = ${budgetId}`,
    ...(kind === undefined ? [] : [sql`e.kind = ${kind}`]),
    ...(period === undefined ? [] : [sql`e.period_start_at = ${instant(period)}`]),
    ...(from === undefined ? [] : [sql`e.created_at >= ${instant(from)}`]),
    ...(to === undefined ? [] : [sql`e.created_at < ${instant(to)}`]),
  ];
  return sql.join(conditions, sql` and `);
}

/**
 * The balance of a budget's period up to and with an entry, whichever entries are shown: the period's sum so far, which the
 * index of budget and period finds. The organization's own account has an entry for each posting, too many to add up.
 */
const balance = sql`case when e.budget_id is not null then (select sum(b.amount_nano_usd) from ledger_entry b
  where b.tenant_id = e.tenant_id and b.budget_id = e.budget_id and b.period_start_at = e.period_start_at and b.id <= e.id) end::int8`;

/** Entries in the order of their ids, which is that of their booking. */
export async function readLedger(
  ctx: OperationContext,
  filter: LedgerFilter,
  page: { readonly after: string | undefined; readonly limit: number; readonly newestFirst: boolean },
): Promise<LedgerEntry[]> {
  const { after, limit, newestFirst } = page;
  const place = after === undefined ? sql`true` : newestFirst ? sql`e.id < ${after}::uuid` : sql`e.id > ${after}::uuid`;
  const rows = await ctx.tx.execute<LedgerRow>(sql`
    with page as (
      select * from ledger_entry e where ${conditionsOf(ctx, filter)} and ${place}
      order by e.id ${newestFirst ? sql`desc` : sql`asc`} limit ${limit}
    )
    select e.id, e.kind, e.budget_id, b.name as budget_name, e.period_start_at::text as period_start_at, e.amount_nano_usd as amount,
      ${balance} as balance, coalesce(a.reason, r.reason, e.reason) as reason, a.id as adjustment_id, r.id as rerate_id, e.usage_event_id,
      e.created_at::text as created_at
    from page e
    left join budget b on b.tenant_id = e.tenant_id and b.id = e.budget_id
    left join adjustment a on a.tenant_id = e.tenant_id and a.id = e.batch_id and e.kind in ('adjust', 'credit')
    left join rerate r on r.tenant_id = e.tenant_id and r.id = e.batch_id and e.kind = 'rerate'
    order by e.id ${newestFirst ? sql`desc` : sql`asc`}`);
  return [...rows].map((row) => ({
    ...{ id: row.id, kind: row.kind, budget_id: row.budget_id, budget_name: row.budget_name },
    period_start: row.period_start_at === null ? null : new Date(row.period_start_at),
    ...{ amount_usd: BigInt(row.amount), balance_usd: row.balance === null ? null : BigInt(row.balance), reason: row.reason },
    ...{ adjustment_id: row.adjustment_id, rerate_id: row.rerate_id, request_id: row.usage_event_id, created_at: new Date(row.created_at) },
  }));
}
