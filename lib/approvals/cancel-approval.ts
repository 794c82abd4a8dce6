import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { Approval, approvalCancel } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { readApproval } from './approval-rows.ts';
import { endApproval, endStep, lockApproval, openStepOf } from './decide-step.ts';

export const cancelApproval = defineCommand(approvalCancel, async (ctx, input) => {
  const of = await lockApproval(ctx, input.approval_id);
  const before = await readApproval(ctx, of.id);
  ctx.expectVersion(before.version);
  if (of.requesterId !== ctx.caller.userId) throw new AppError('forbidden', { detail: 'Only who asked for it can take it back.' });
  if (of.state !== 'pending') throw new AppError('conflict', { detail: `This approval is ${of.state} already.` });
  const step = await openStepOf(ctx, of);
  const end = { state: 'cancelled', decidedBy: ctx.caller.userId, delegatedFromId: null, comment: '' } as const;
  if (step !== undefined) await endStep(ctx, step, end);
  await endApproval(ctx, of.id, { state: 'cancelled' });
  const after = await readApproval(ctx, of.id);
  return { result: after, changes: [changeOf('approval', 'approval', Approval, before, after)] };
});
