import { merkleRoot } from '#lib/audit/merkle.ts';
import { type BatchRow, readBatchLeaves } from './read-batch-leaves.ts';
import type { UsageReader } from './read-stored-events.ts';

export interface BatchProof {
  readonly valid: boolean;
  /** What is wrong, in words; empty when valid. */
  readonly faults: readonly string[];
}

/**
 * Proves a posted batch from what lies in the database now: the digests of its events, recomputed from the rows, and those
 * of events that were corrected since, as the ledger kept them, or whose tags named a person who was erased, give the root that was stored when it was posted. Any
 * changed field of any event shows.
 */
export async function verifyBatch(sql: UsageReader, tenantId: string, batchId: string): Promise<BatchProof> {
  const [batch] = await sql<Omit<BatchRow, 'id'>[]>`
    SELECT events, encode(root, 'hex') AS root, first_event_at::text AS "firstEventAt", last_event_at::text AS "lastEventAt"
    FROM usage_batch WHERE tenant_id = ${tenantId}::uuid AND id = ${batchId}::uuid`;
  if (batch === undefined) return { valid: false, faults: ['There is no such batch'] };
  const leaves = await readBatchLeaves(sql, tenantId, { ...batch, id: batchId });
  const faults: string[] = [];
  if (leaves.length !== batch.events) faults.push(`${batch.events} events were posted, ${leaves.length} can be found`);
  if (merkleRoot(leaves.map(({ digest }) => digest)) !== batch.root) faults.push('The root does not match the events');
  return { valid: faults.length === 0, faults };
}
