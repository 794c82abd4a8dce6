import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { reconciliation, reconciliationRow } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import {
  differenceReasons,
  type Reconciliation,
  type ReconciliationRow,
  type ReconciliationWithRows,
} from '#lib/contracts/reconciliations.ts';
import { AppError } from '#lib/core/errors.ts';

type Reading = Pick<OperationContext, 'tx' | 'tenantId'>;
type Row = typeof reconciliationRow.$inferSelect;

const countOf = (condition: SQL): SQL<number> =>
  sql<number>`(select count(*)::integer from reconciliation_row r where r.tenant_id = ${reconciliation.tenantId}
    and r.reconciliation_id = ${reconciliation.id} and ${condition})`;

/** Comparisons as callers see them, without rows. */
export async function readReconciliations(
  { tx, tenantId }: Reading,
  { where, orderBy, limit }: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Reconciliation[]> {
  const rows = await tx
    .select({
      row: reconciliation,
      matched: countOf(sql`r.state = 'matched'`),
      explained: countOf(sql`r.state = 'explained'`),
      unexplained: countOf(sql`r.state = 'unexplained'`),
      proposals: countOf(sql`r.evidenced_nano_usd is not null and r.applied_at is null`),
    })
    .from(reconciliation)
    .where(and(eq(reconciliation.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
  return rows.map(({ row, ...counts }) => ({
    id: row.id,
    provider: row.provider,
    source: row.source,
    format: row.format,
    connection_id: row.connectionId,
    from: row.fromDay,
    to: row.toDay,
    state: row.state,
    provider_usd: row.providerNanoUsd,
    own_usd: row.ownNanoUsd,
    difference_usd: row.providerNanoUsd === null ? null : row.providerNanoUsd - row.ownNanoUsd,
    ...counts,
    created_at: row.createdAt,
    created_by: row.createdBy,
    version: row.version,
  }));
}

const isReason = (name: string): name is (typeof differenceReasons)[number] => differenceReasons.some((reason) => reason === name);

function toRow(row: Row): ReconciliationRow {
  const { evidencedNanoUsd: evidenced, presumedNanoUsd: presumed } = row;
  return {
    position: row.position,
    day: row.day,
    model: row.model,
    state: row.state,
    provider_usd: row.providerNanoUsd,
    own_usd: row.ownNanoUsd,
    difference_usd: row.providerNanoUsd === null ? null : row.providerNanoUsd - row.ownNanoUsd,
    provider_tokens: row.providerTokens,
    own_tokens: row.ownTokens,
    own_calls: row.ownCalls,
    explanations: row.explanations.map(({ reason, nanoUsd, text }) => ({
      reason: isReason(reason) ? reason : 'unknown',
      amount_usd: BigInt(nanoUsd),
      text,
    })),
    proposal:
      evidenced === null || presumed === null
        ? null
        : {
            calls: row.presumedCalls,
            presumed_usd: presumed,
            evidenced_usd: evidenced,
            credit_usd: presumed - evidenced,
            applied_at: row.appliedAt,
            applied_by: row.appliedBy,
          },
  };
}

export async function readReconciliation(reading: Reading, id: string): Promise<ReconciliationWithRows> {
  const [found] = await readReconciliations(reading, { where: eq(reconciliation.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  const rows = await reading.tx
    .select()
    .from(reconciliationRow)
    .where(and(eq(reconciliationRow.tenantId, reading.tenantId), eq(reconciliationRow.reconciliationId, id)))
    .orderBy(asc(reconciliationRow.position));
  return { ...found, rows: rows.map(toRow) };
}
