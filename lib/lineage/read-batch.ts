import { clientOf } from '#db/tenant.ts';
import { verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Lineage } from '#lib/contracts/lineage.ts';
import { type BatchRow, readBatchLeaves } from '#lib/usage/read-batch-leaves.ts';
import { inclusionPath } from './inclusion-path.ts';

interface PostedRow extends BatchRow {
  readonly postedAt: string;
}

/** The posting of a call, with the way from the call to the root that the audit log holds. */
export async function readBatch({ tx, tenantId }: OperationContext, requestId: string, occurredAt: Date): Promise<Lineage['batch']> {
  const sql = clientOf(tx);
  const [batch] = await sql<PostedRow[]>`
    SELECT b.id, b.created_at::text AS "postedAt", b.events, encode(b.root, 'hex') AS root, b.first_event_at::text AS "firstEventAt",
      b.last_event_at::text AS "lastEventAt"
    FROM usage_event AS e JOIN usage_batch AS b ON b.tenant_id = e.tenant_id AND b.id = e.batch_id
    WHERE e.tenant_id = ${tenantId} AND e.occurred_at = ${occurredAt.toISOString()}::text::timestamptz AND e.id = ${requestId}`;
  if (batch === undefined) return null;
  const leaves = await readBatchLeaves(sql, tenantId, batch);
  const hashes = leaves.map(({ digest }) => digest);
  const index = leaves.findIndex(({ id }) => id === requestId);
  const hash = hashes[index];
  if (hash === undefined) return null;
  const path = inclusionPath(hashes, index);
  const valid = verifyInclusion({ leafIndex: BigInt(index), treeSize: BigInt(batch.events), leafHash: hash, path }, batch.root);
  const { id, events, root } = batch;
  return { id, posted_at: new Date(batch.postedAt), events, root, event_hash: hash, index, path, valid };
}
