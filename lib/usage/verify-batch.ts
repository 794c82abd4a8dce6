import { merkleRoot } from '#lib/audit/merkle.ts';
import { eventDigest } from './event-digest.ts';
import { readStoredEvents, type UsageReader } from './read-stored-events.ts';

export interface BatchProof {
  readonly valid: boolean;
  /** What is wrong, in words; empty when valid. */
  readonly faults: readonly string[];
}

interface BatchRow {
  readonly events: number;
  readonly root: string;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
}

/**
 * Proves a posted batch from what lies in the database now: the digests of its events, recomputed from the rows, and those
 * of events that were corrected since, as the ledger kept them, give the root that was stored when it was posted. Any
 * changed field of any event shows.
 */
export async function verifyBatch(sql: UsageReader, tenantId: string, batchId: string): Promise<BatchProof> {
  const [batch] = await sql<BatchRow[]>`
    SELECT events, encode(root, 'hex') AS root, first_event_at::text AS "firstEventAt", last_event_at::text AS "lastEventAt"
    FROM usage_batch WHERE tenant_id = ${tenantId}::uuid AND id = ${batchId}::uuid`;
  if (batch === undefined) return { valid: false, faults: ['There is no such batch'] };
  const present = await readStoredEvents(
    sql,
    sql`e.tenant_id = ${tenantId}::uuid AND e.batch_id = ${batchId}::uuid
      AND e.occurred_at BETWEEN ${batch.firstEventAt}::text::timestamptz AND ${batch.lastEventAt}::text::timestamptz`,
  );
  const former = await sql<{ id: string; digest: string }[]>`
    SELECT usage_event_id AS id, encode(former_digest, 'hex') AS digest FROM ledger_entry
    WHERE tenant_id = ${tenantId}::uuid AND former_batch_id = ${batchId}::uuid`;
  const leaves = [...present.map(({ event }) => ({ id: event.id, digest: eventDigest(event) })), ...former];
  leaves.sort((a, b) => (a.id < b.id ? -1 : 1));
  const faults: string[] = [];
  if (leaves.length !== batch.events) faults.push(`${batch.events} events were posted, ${leaves.length} can be found`);
  if (merkleRoot(leaves.map(({ digest }) => digest)) !== batch.root) faults.push('The root does not match the events');
  return { valid: faults.length === 0, faults };
}
