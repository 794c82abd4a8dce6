import { defineDownload } from '#lib/command/define-download.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditProof, auditProofFile } from '#lib/contracts/audit-proofs.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { proofFile, proveEntry } from './entry-proof.ts';

export const proveAuditEntry = defineQuery(auditProof, async (ctx, { entry_id }) => {
  const { epoch, index, leaf, leafHash, values, salts, path, checkpoint } = await proveEntry(ctx, entry_id);
  const { size, note, createdAt } = checkpoint;
  return {
    ...{ epoch, index, leaf, leaf_hash: leafHash, values: { ...values }, salts: { ...salts }, path: [...path] },
    checkpoint: { epoch, size, note, created_at: createdAt },
  };
});

/** What an auditor keeps: verified by scripts/verify-audit.mjs, and by any reader of tlog-proof files. */
export const downloadAuditProof = defineDownload(auditProofFile, {
  fileName: ({ entry_id }) => `${toPublicId('auditEntry', entry_id)}.tlog-proof`,
  read: async (ctx, { entry_id }) => ({ text: proofFile(await proveEntry(ctx, entry_id)), next: null }),
});
