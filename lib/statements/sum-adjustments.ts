import { type SQL, sql } from 'drizzle-orm';
import { bearersText } from '#lib/cost-centers/bearers-text.ts';
import { sharesFromText } from '#lib/cost-centers/shares-text.ts';
import { splitByShares } from '#lib/cost-centers/split-amount.ts';
import { nameShares } from '#lib/usage/name-cost-centers.ts';
import type { StatementLineDraft } from './build-statement.ts';
import type { StatementPeriod } from './statement-period.ts';
import type { StatementReader, StatementScope } from './statement-scope.ts';
import type { ShareSum } from './sum-shares.ts';

interface AdjustmentRow extends Record<string, unknown> {
  readonly entry_id: string;
  readonly kind: 'credit' | 'adjust';
  readonly reason: string;
  readonly amount: bigint;
  readonly team_id: string | null;
  readonly team_name: string | null;
  readonly cost_shares: string | null;
}

/** A line of a statement, with what cost centers bear of it; no shares where billing settings decide. */
interface StatedAdjustment {
  readonly line: StatementLineDraft;
  readonly shares: readonly ShareSum[];
}

/** Which adjustments are told: those that no statement of the scope has yet, or those that are meant for the period. */
export type AdjustmentChoice = 'unstated' | 'of_period';

const words = { credit: 'Credit', adjust: 'Adjustment' } as const;

/** Entries of one statement at most; the rest waits for the next one. */
const entriesMax = 5000;

/** Ids of a department or team and all below it, as the tree is now. */
const below = (tenantId: string, table: SQL, id: string): SQL => sql`(
  with recursive below as (
    select id from ${table} where tenant_id = ${tenantId} and id = ${id}
    union select child.id from ${table} child join below on child.parent_id = below.id where child.tenant_id = ${tenantId}
  ) select id from below)`;

/** Whose adjustments a scope has, as it has their calls: its own, those of what lies below it, and of a cost center its shares. */
function within(tenantId: string, { kind, value }: StatementScope): SQL {
  if (kind === 'tenant') return sql`true`;
  if (kind === 'project') return sql`a.project_id = ${value}`;
  if (kind === 'cost_center') return sql`a.cost_shares like ${`%${value}=%`}`;
  return kind === 'department'
    ? sql`a.department_id in ${below(tenantId, sql`department`, value)}`
    : sql`a.team_id in ${below(tenantId, sql`team`, value)}`;
}

/**
 * Credits and adjustments about the scope that are meant for a time before the end of the period. What is stated once is not
 * stated again in the same scope; what was booked late stands in the next statement. Re-ratings are not among them: what calls
 * cost since is usage. Those of one budget alone are nobody's.
 */
export async function sumAdjustments(
  { tx, tenantId }: StatementReader,
  scope: StatementScope,
  { startMs, endMs }: StatementPeriod,
  choice: AdjustmentChoice,
): Promise<StatedAdjustment[]> {
  const isCenter = scope.kind === 'cost_center';
  const end = sql`a.applies_at < ${new Date(endMs).toISOString()}::timestamptz`;
  const chosen =
    choice === 'of_period'
      ? sql`a.applies_at >= ${new Date(startMs).toISOString()}::timestamptz`
      : sql`not exists (
          select from statement_line l join statement s on s.tenant_id = l.tenant_id and s.id = l.statement_id
          where l.tenant_id = e.tenant_id and l.ledger_entry_id = e.id and s.scope_kind = ${scope.kind} and s.scope_value = ${scope.value})`;
  const rows = await tx.execute<AdjustmentRow>(sql`
    select e.id as entry_id, a.kind, a.reason, a.team_id, t.name as team_name, a.cost_shares,
      ${isCenter ? sql`cost_share(a.amount_nano_usd, a.cost_shares, ${scope.value})` : sql`a.amount_nano_usd`} as amount
    from adjustment a join ledger_entry e on e.tenant_id = a.tenant_id and e.batch_id = a.id and e.budget_id is null
    left join team t on t.tenant_id = a.tenant_id and t.id = a.team_id
    where a.tenant_id = ${tenantId} and a.scope_kind <> 'budget' and e.kind in ('credit', 'adjust') and ${end} and ${chosen}
      and ${within(tenantId, scope)}
    order by a.applies_at, a.id limit ${entriesMax}`);
  const centers = await nameShares(
    { tx, tenantId },
    rows.flatMap(({ cost_shares: shares }) => shares ?? []),
  );
  return rows.map((row) => toStated(row, isCenter ? null : row.cost_shares, centers));
}

function toStated(row: AdjustmentRow, shares: string | null, centers: ReadonlyMap<string, { readonly code: string }>): StatedAdjustment {
  const of = { teamId: row.team_id, teamName: row.team_name, provider: null, model: null, calls: 0, inputTokens: 0, outputTokens: 0 };
  const amountNanoUsd = BigInt(row.amount);
  const line: StatementLineDraft = {
    ...of,
    kind: 'adjustment',
    description: row.reason === '' ? words[row.kind] : `${words[row.kind]}: ${row.reason}`,
    amountNanoUsd,
    ofStatementId: null,
    ledgerEntryId: row.entry_id,
    ...(shares === null ? {} : { costCenter: bearersText(shares, centers) }),
  };
  const parts = shares === null ? [] : splitByShares(amountNanoUsd, sharesFromText(shares));
  return { line, shares: parts.map(({ costCenterId, nanoUsd }) => ({ ...of, costCenterId, amountNanoUsd: nanoUsd })) };
}
