import { eventDigest } from './event-digest.ts';
import { readStoredEvents, type UsageReader } from './read-stored-events.ts';

/** A posted batch; times as text. */
export interface BatchRow {
  readonly id: string;
  readonly events: number;
  /** Hexadecimal. */
  readonly root: string;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
}

/** A call under the root of its batch. */
export interface BatchLeaf {
  readonly id: string;
  /** Hexadecimal. */
  readonly digest: string;
}

/**
 * The digests that a batch was made of, in its order: those of its calls from their rows, and those of calls that were corrected
 * since, as the ledger kept them, or whose tags named a person who was erased.
 */
export async function readBatchLeaves(sql: UsageReader, tenantId: string, batch: BatchRow): Promise<BatchLeaf[]> {
  const present = await readStoredEvents(
    sql,
    sql`e.tenant_id = ${tenantId}::uuid AND e.batch_id = ${batch.id}::uuid
      AND e.occurred_at BETWEEN ${batch.firstEventAt}::text::timestamptz AND ${batch.lastEventAt}::text::timestamptz`,
  );
  const former = await sql<{ id: string; digest: string }[]>`
    SELECT usage_event_id AS id, encode(former_digest, 'hex') AS digest FROM ledger_entry
    WHERE tenant_id = ${tenantId}::uuid AND former_batch_id = ${batch.id}::uuid`;
  const erased = await sql<{ id: string; digest: string }[]>`
    SELECT event_id AS id, encode(digest, 'hex') AS digest FROM usage_erasure
    WHERE tenant_id = ${tenantId}::uuid AND batch_id = ${batch.id}::uuid`;
  const digestOfErased = new Map(erased.map(({ id, digest }) => [id, digest]));
  const leaves = [...present.map(({ event }) => ({ id: event.id, digest: digestOfErased.get(event.id) ?? eventDigest(event) })), ...former];
  return leaves.sort((a, b) => (a.id < b.id ? -1 : 1));
}
