import type { TransactionSql } from 'postgres';
import type { Client } from '#db/client.ts';
import { type StoredEntry, storedEntryColumns } from './stored-entry.ts';

/** Tenants with entries that have no leaf yet. Steps from tenant to tenant over the index, however many entries wait. */
export async function tenantsPending(sql: Client): Promise<string[]> {
  const rows = await sql<{ tenantId: string }[]>`
    WITH RECURSIVE step AS (
      (SELECT tenant_id FROM audit_pending ORDER BY tenant_id LIMIT 1)
      UNION ALL
      SELECT (SELECT p.tenant_id FROM audit_pending AS p WHERE p.tenant_id > step.tenant_id ORDER BY p.tenant_id LIMIT 1)
      FROM step WHERE step.tenant_id IS NOT NULL
    )
    SELECT tenant_id AS "tenantId" FROM step WHERE tenant_id IS NOT NULL`;
  return rows.map(({ tenantId }) => tenantId);
}

/**
 * The oldest entries of a tenant without a leaf, in the order of the transactions that wrote them. Stops below the oldest
 * transaction that still runs, so that none that commits late would have belonged before one that is sealed.
 */
export async function readPending(sql: TransactionSql<{ bigint: bigint }>, tenantId: string, most: number): Promise<StoredEntry[]> {
  return await sql<StoredEntry[]>`
    SELECT ${storedEntryColumns(sql)}
    FROM audit_pending AS p JOIN audit_entry AS e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
    WHERE p.tenant_id = ${tenantId} AND p.recorded_xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY p.recorded_xid, p.entry_id LIMIT ${most}`;
}

/** Lets go on what a dump from another server brought along, whose transactions are unknown here; once a process is enough. */
export async function requeueRestored(sql: Client): Promise<void> {
  await sql`SELECT requeue_audit_entries()`;
}
