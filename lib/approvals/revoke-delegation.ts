import { and, eq } from 'drizzle-orm';
import { approvalDelegation } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { ApprovalDelegation, approvalDelegationRevoke } from '#lib/contracts/approval-delegations.ts';
import { AppError } from '#lib/core/errors.ts';
import { readDelegation } from './delegation-rows.ts';

/** Ends a delegation; whoever stands in may give it back, too. */
export const revokeDelegation = defineCommand(approvalDelegationRevoke, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, approvalDelegation, tenantId, input.delegation_id);
  const before = await readDelegation(ctx, input.delegation_id);
  if (before.revoked_at !== null) throw new AppError('conflict', { detail: 'This delegation was ended already.' });
  await tx
    .update(approvalDelegation)
    .set({ revokedAt: now })
    .where(and(eq(approvalDelegation.tenantId, tenantId), eq(approvalDelegation.id, before.id)));
  const after = await readDelegation(ctx, before.id);
  return { result: after, changes: [changeOf('approval_delegation', 'approvalDelegation', ApprovalDelegation, before, after)] };
});
