import { and, eq } from 'drizzle-orm';
import { approvalStep } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Approval, approvalDelegate } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { readApproval } from './approval-rows.ts';
import { lockApproval, openStepOf, requireVote } from './decide-step.ts';
import { notifyAsked } from './notify.ts';
import { requireColleague } from './require-colleague.ts';

/** Hands one step to somebody else; who handed it over may still decide it. */
export const delegateApproval = defineCommand(approvalDelegate, async (ctx, input) => {
  const { tx, tenantId, caller } = ctx;
  const of = await lockApproval(ctx, input.approval_id);
  const before = await readApproval(ctx, of.id);
  ctx.expectVersion(before.version);
  const step = of.state === 'pending' ? await openStepOf(ctx, of) : undefined;
  if (step === undefined) throw new AppError('conflict', { detail: `This approval is ${of.state} already.` });
  const { delegatedFromId } = await requireVote(ctx, of, step, caller.userId);
  await requireColleague(ctx, input.user_id);
  if (of.policy.four_eyes && input.user_id === of.requesterId)
    throw new AppError('validation_failed', { errors: [{ pointer: '/user_id', detail: 'Asked for it, and cannot decide about it' }] });
  const handed = { handedFromId: delegatedFromId ?? caller.userId, handedToId: input.user_id };
  await tx
    .update(approvalStep)
    .set(handed)
    .where(and(eq(approvalStep.tenantId, tenantId), eq(approvalStep.id, step.id)));
  await notifyAsked(ctx, of, { ...step, ...handed, approverIds: [] });
  const after = await readApproval(ctx, of.id);
  return { result: after, changes: [changeOf('approval', 'approval', Approval, before, after)] };
});
