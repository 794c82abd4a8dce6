import { and, count, eq } from 'drizzle-orm';
import { approval } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Approval, approvalRequest } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { applyApproval } from './apply-approval.ts';
import { readApproval } from './approval-rows.ts';
import { askedSubject } from './asked-subject.ts';
import { isAutomatic, policyOf, rulesAt } from './find-policy.ts';
import { openApproval } from './open-approval.ts';
import { placeOf } from './resolve-approvers.ts';

/** Approvals that one person can have waiting, at most. */
const waitingMax = 50;

async function requireRoom({ tx, tenantId, caller }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ waiting: count() })
    .from(approval)
    .where(and(eq(approval.tenantId, tenantId), eq(approval.requesterId, caller.userId), eq(approval.state, 'pending')));
  if ((row?.waiting ?? 0) >= waitingMax)
    throw new AppError('limit_reached', { detail: `${waitingMax} of your requests wait already. Take one back first.` });
}

/** The same wish twice would be decided twice. */
async function refuseRepetition({ tx, tenantId, caller }: OperationContext, title: string): Promise<void> {
  const [waiting] = await tx
    .select({ id: approval.id })
    .from(approval)
    .where(
      and(
        ...[eq(approval.tenantId, tenantId), eq(approval.requesterId, caller.userId)],
        ...[eq(approval.state, 'pending'), eq(approval.title, title)],
      ),
    );
  if (waiting !== undefined)
    throw new AppError('conflict', { detail: `You have asked for this already: ${toPublicId('approval', waiting.id)} waits.` });
}

export const requestApproval = defineCommand(approvalRequest, async (ctx, input) => {
  const asked = await askedSubject(ctx, input);
  await requireRoom(ctx);
  await refuseRepetition(ctx, asked.title);
  const place = await placeOf(ctx, asked);
  const [rule] = await rulesAt(ctx, input.kind, place);
  const made = await openApproval(ctx, {
    ...asked,
    ...{ kind: input.kind, requesterId: ctx.caller.userId, reason: input.reason, requestHash: null, model: null, provider: null },
    policy: policyOf(rule, asked.amountNanoUsd),
    isAutomatic: isAutomatic(rule, asked.amountNanoUsd),
  });
  const effects = made.state === 'approved' ? await applyApproval(ctx, made) : [];
  const after = await readApproval(ctx, made.id);
  return { result: after, changes: [changeOf('approval', 'approval', Approval, null, after), ...effects] };
});
