import { defineCommand } from '#lib/command/define-command.ts';
import { privacyRequestReject } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { moveRequest } from './move-request.ts';
import { lockRequest, requireState } from './request-rows.ts';

/** What is being carried out cannot be taken back half-way; a restriction is lifted instead. */
export const rejectPrivacyRequest = defineCommand(privacyRequestReject, async (ctx, input) => {
  const before = await lockRequest(ctx, input.privacy_request_id);
  requireState(before, 'received', 'verified', 'approved');
  if (before.state === 'approved' && (before.kind === 'restriction' || Object.keys(before.progress).length > 0))
    throw new AppError('conflict', { detail: 'The request is being carried out.' });
  return moveRequest(ctx, before, { state: 'rejected', outcome: input.reason, endedAt: ctx.now, nextAttemptAt: null, problem: null });
});
