import { defineCommand } from '#lib/command/define-command.ts';
import { privacyRequestExtend } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { extendedDueDate } from './due-dates.ts';
import { moveRequest } from './move-request.ts';
import { lockRequest, requireState } from './request-rows.ts';

/** The person is to be told within the first period, so what is overdue already cannot be extended any more. */
export const extendPrivacyRequest = defineCommand(privacyRequestExtend, async (ctx, input) => {
  const before = await lockRequest(ctx, input.privacy_request_id);
  requireState(before, 'received', 'verified', 'approved');
  if (before.extension_reason !== null)
    throw new AppError('conflict', { detail: 'The request was extended already; the law allows it once.' });
  if (before.due_at <= ctx.now) throw new AppError('conflict', { detail: 'The request is overdue. It had to be extended before.' });
  return moveRequest(ctx, before, { dueAt: extendedDueDate(before.law, before.received_at), extensionReason: input.reason });
});
