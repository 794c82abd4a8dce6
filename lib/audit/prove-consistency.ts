import { clientOf } from '#db/tenant.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditConsistency } from '#lib/contracts/audit-proofs.ts';
import { AppError } from '#lib/core/errors.ts';
import { readEpoch } from './read-epoch.ts';
import { TreeReader } from './tree-reader.ts';

export const proveAuditConsistency = defineQuery(auditConsistency, async ({ tx, tenantId }, { epoch: wanted, first, second }) => {
  const sql = clientOf(tx);
  const { epoch, size } = await readEpoch(sql, tenantId, wanted);
  const faults = [
    ...(first > 0n && first <= second ? [] : [{ pointer: '/first', detail: 'At least 1 and at most second' }]),
    ...(second <= size ? [] : [{ pointer: '/second', detail: `At most the size of the log, which is ${size}` }]),
  ];
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  const reader = new TreeReader(sql, { tenantId, epoch, size });
  return {
    ...{ epoch, first, second },
    first_root: await reader.root(0n, first),
    second_root: await reader.root(0n, second),
    path: await reader.consistency(first, second),
  };
});
