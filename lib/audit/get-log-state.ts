import { clientOf } from '#db/tenant.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditState } from '#lib/contracts/audit-proofs.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { logOrigin } from './log-origin.ts';
import { readLog } from './log-row.ts';
import { verifierKey } from './signed-note.ts';

export const getAuditLogState = defineQuery(auditState, async ({ tx, tenantId }) => {
  const sql = clientOf(tx);
  const log = await readLog(sql, tenantId);
  const [waiting] = await sql<{ count: number; oldest: string | null }[]>`
    SELECT count(*)::int4 AS count, (SELECT entry_id::text FROM audit_pending WHERE tenant_id = ${tenantId} ORDER BY entry_id LIMIT 1) AS oldest
    FROM (SELECT FROM audit_pending WHERE tenant_id = ${tenantId} LIMIT 1000000) AS queue`;
  const queue = {
    waiting: waiting?.count ?? 0,
    waiting_since: waiting?.oldest ? new Date(uuidTimeMs(waiting.oldest)) : null,
  };
  if (log === undefined)
    return {
      origin: null,
      verifier_key: null,
      verifier_keys: [],
      epoch: 1,
      size: 0n,
      root: null,
      sealed_at: null,
      problem: null,
      ...queue,
    };
  const origin = logOrigin(log.host, tenantId, log.epoch);
  return {
    origin,
    verifier_key: verifierKey(origin, log.publicKey),
    verifier_keys: Array.from({ length: log.epoch }, (_, before) => verifierKey(logOrigin(log.host, tenantId, before + 1), log.publicKey)),
    epoch: log.epoch,
    size: log.treeSize,
    root: log.root,
    sealed_at: log.sealedAt === null ? null : new Date(log.sealedAt),
    problem: log.problem,
    ...queue,
  };
});
