import { and, eq, sql } from 'drizzle-orm';
import { reservation, userAccount, virtualKey } from '#db/schema/index.ts';
import { clientOf } from '#db/tenant.ts';
import { noReach } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Lineage } from '#lib/contracts/lineage.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readCall } from '#lib/usage/read-call.ts';
import { readBatch } from './read-batch.ts';
import { chargedBudgets, readBudgetWindows, readLedgerLines, readStatementLines } from './read-money.ts';

async function readCaller({ tx, tenantId }: OperationContext, keyId: string | undefined): Promise<Lineage['caller']> {
  const nobody = { key_kind: null, key_display: null, key_owner_name: null, allowed_addresses: null };
  if (keyId === undefined) return nobody;
  const [key] = await tx
    .select({
      key_kind: virtualKey.kind,
      key_display: virtualKey.display,
      key_owner_name: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      allowed_addresses: virtualKey.allowedAddresses,
    })
    .from(virtualKey)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, virtualKey.tenantId), eq(userAccount.id, virtualKey.userId)))
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, keyId)));
  return key ?? nobody;
}

/** A row where the hold was the database's; what processes held out of their leases was never there. */
async function readReservation(
  { tx, tenantId }: OperationContext,
  { id, bound_usd: bound }: Lineage['call'],
): Promise<Lineage['reservation']> {
  const [row] = await tx
    .select({ state: reservation.state, amount: reservation.amountNanoUsd })
    .from(reservation)
    .where(and(eq(reservation.tenantId, tenantId), eq(reservation.id, id)));
  return row === undefined
    ? { mode: 'journal', state: null, reserved_usd: bound }
    : { mode: 'direct', state: row.state, reserved_usd: row.amount };
}

interface PlaceRow {
  readonly entryId: string;
  readonly epoch: number | null;
  readonly index: bigint | null;
  readonly leafHash: string | null;
  readonly treeSize: bigint | null;
}

/** Where the audit log holds the root of the batch. */
async function readAuditPlace({ tx, tenantId }: OperationContext, batchId: string): Promise<Lineage['audit']> {
  const client = clientOf(tx);
  const [row] = await client<PlaceRow[]>`
    SELECT e.id AS "entryId", l.epoch, l.leaf_index AS index, encode(l.leaf_hash, 'hex') AS "leafHash",
      (SELECT max(c.tree_size) FROM audit_checkpoint AS c WHERE c.tenant_id = l.tenant_id AND c.epoch = l.epoch) AS "treeSize"
    FROM audit_entry AS e LEFT JOIN audit_leaf AS l ON l.tenant_id = e.tenant_id AND l.entry_id = e.id
    WHERE e.tenant_id = ${tenantId} AND e.resource_kind = 'usage_batch' AND e.resource_id = ${toPublicId('batch', batchId)}
      AND e.action = 'usage.batch' ORDER BY e.id LIMIT 1`;
  if (row === undefined) return null;
  const { entryId, epoch, index, leafHash, treeSize } = row;
  const text = (value: bigint | null): string | null => (value === null ? null : String(value));
  return { entry_id: entryId, sealed: epoch !== null, epoch, index: text(index), leaf_hash: leafHash, tree_size: text(treeSize) };
}

/** Everything that became of a call, in the order in which it happened; `not_found` for one there is not. */
export async function readLineage(ctx: OperationContext, requestId: string): Promise<Lineage> {
  // The operations ask for a permission on the whole organization, so every call of it is seen.
  const call = await readCall({ ...ctx, reach: { ...noReach, everything: true } }, requestId);
  const at = call.occurred_at;
  const batch = await readBatch(ctx, requestId, at);
  const budgetIds = await chargedBudgets(ctx, requestId, at);
  return {
    call,
    caller: await readCaller(ctx, call.key?.id),
    reservation: await readReservation(ctx, call),
    hour_at: new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000),
    batch,
    ledger: batch === null ? [] : await readLedgerLines(ctx, { requestId, batchId: batch.id, budgetIds }),
    budgets: await readBudgetWindows(ctx, budgetIds, at),
    statements: await readStatementLines(ctx, call),
    audit: batch === null ? null : await readAuditPlace(ctx, batch.id),
  };
}
