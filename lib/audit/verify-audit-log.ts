import { clientOf } from '#db/tenant.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditVerify, verifiedAtOnce } from '#lib/contracts/audit-proofs.ts';
import { readLog } from './log-row.ts';
import { logSections } from './log-sections.ts';
import { verifySection, wholeFaults } from './verify-log.ts';

/** One part of the log; the first call also looks at the log as a whole. */
export const verifyAuditLog = defineQuery(auditVerify, async ({ tx, tenantId, runtime }, { epoch: wanted, from_index: asked = 0n }) => {
  const sql = clientOf(tx);
  const log = await readLog(sql, tenantId);
  const epochs = log === undefined ? [] : await logSections(sql, tenantId, {});
  const whole = epochs.find(({ epoch }) => epoch === (wanted ?? epochs[0]?.epoch));
  if (log === undefined || whole === undefined || asked >= whole.size) {
    const none = { from_index: asked, verified: 0, next_index: null, next_epoch: null, size: whole?.size ?? 0n };
    return { epoch: wanted ?? 1, valid: true, ...none, faults: [], notes: ['No entry is sealed here yet.'] };
  }
  // What was deleted when its time was over is not there to be verified.
  const isGone = asked < whole.first;
  const first = isGone ? whole.first : asked;
  const [row] = await sql<{ size: bigint }[]>`
    SELECT tree_size AS size FROM audit_checkpoint WHERE tenant_id = ${tenantId} AND epoch = ${whole.epoch}
      AND tree_size >= ${String(first + verifiedAtOnce)}::int8 ORDER BY tree_size LIMIT 1`;
  const end = row?.size ?? whole.size;
  const { faults, notes } = await verifySection(sql, log, runtime.masterKeys, { ...whole, first, end });
  const all = [...(asked === 0n && whole === epochs[0] ? await wholeFaults(sql, log) : []), ...faults];
  const nextEpoch = epochs.find(({ epoch }) => epoch > whole.epoch)?.epoch ?? null;
  return {
    ...{ epoch: whole.epoch, valid: all.length === 0, from_index: first, verified: Number(end - first), size: whole.size },
    next_index: end < whole.size ? end : nextEpoch === null ? null : 0n,
    next_epoch: end < whole.size ? whole.epoch : nextEpoch,
    ...{ faults: all.slice(0, 100), notes: [...notes] },
  };
});
