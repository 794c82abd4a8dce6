import { clientOf } from '#db/tenant.ts';
import { proofFile, proveEntry } from '#lib/audit/entry-proof.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { lineageProof } from '#lib/contracts/lineage.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { canonicalEvent } from '#lib/usage/event-digest.ts';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { readLineage } from './read-lineage.ts';

/**
 * A call proved in two steps, in one file: its canonical bytes lead over `path` to the root of the batch, and the proof of the entry
 * that holds this root leads to a signed checkpoint. `conflict` until the entry is sealed.
 */
export const downloadLineageProof = defineDownload(lineageProof, {
  fileName: ({ request_id: id }) => `${toPublicId('request', id)}-proof.json`,
  async read(ctx, { request_id: id }, _from: undefined) {
    const { batch, audit, call } = await readLineage(ctx, id);
    if (batch === null || audit === null || !audit.sealed)
      throw new AppError('conflict', { detail: 'The batch of this call has no place in the audit log yet, or not any more.' });
    const client = clientOf(ctx.tx);
    const [stored] = await readStoredEvents(
      client,
      client`e.tenant_id = ${ctx.tenantId} AND e.occurred_at = ${call.occurred_at.toISOString()}::text::timestamptz AND e.id = ${id}`,
    );
    if (stored === undefined) throw new AppError('not_found');
    const { event_hash: hash, index, events, root, path } = batch;
    const proof = {
      format: 'tollgate-call-proof/1',
      call: { canonical: canonicalEvent(stored.event), hash, index, of: events, path, root },
      entry: { id: toPublicId('auditEntry', audit.entry_id), tlog_proof: proofFile(await proveEntry(ctx, audit.entry_id)) },
    };
    return { text: `${JSON.stringify(proof, null, 2)}\n`, next: null };
  },
});
