import { sql } from 'drizzle-orm';
import type { StatementLineDraft } from './build-statement.ts';
import type { StatementReader, StatementScope } from './statement-scope.ts';

interface EntryRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: 'credit' | 'adjust';
  readonly reason: string | null;
  readonly amount: bigint;
}

const words = { credit: 'Credit', adjust: 'Adjustment' } as const;

/** Entries of one statement at most; the rest waits for the next one. */
const entriesMax = 5000;

/**
 * Credits and adjustments in the organization's own ledger that no statement of the scope has stated yet. They are the
 * organization's, so that its statements alone have them. Re-ratings are not among them: what calls cost since is usage.
 */
export async function sumAdjustments({ tx, tenantId }: StatementReader, scope: StatementScope): Promise<StatementLineDraft[]> {
  if (scope.kind !== 'tenant') return [];
  const rows = await tx.execute<EntryRow>(sql`
    select e.id, e.kind, e.reason, e.amount_nano_usd as amount from ledger_entry e
    where e.tenant_id = ${tenantId} and e.budget_id is null and e.kind in ('credit', 'adjust')
      and not exists (
        select from statement_line l join statement s on s.tenant_id = l.tenant_id and s.id = l.statement_id
        where l.tenant_id = e.tenant_id and l.ledger_entry_id = e.id and s.scope_kind = ${scope.kind} and s.scope_value = ${scope.value})
    order by e.created_at, e.id limit ${entriesMax}`);
  return [...rows].map(({ id, kind, reason, amount }) => ({
    ...{ teamId: null, teamName: null, provider: null, model: null, calls: 0, inputTokens: 0, outputTokens: 0 },
    kind: 'adjustment',
    description: reason === null || reason === '' ? words[kind] : `${words[kind]}: ${reason}`,
    amountNanoUsd: BigInt(amount),
    ofStatementId: null,
    ledgerEntryId: id,
  }));
}
