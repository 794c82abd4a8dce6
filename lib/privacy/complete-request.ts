import { defineCommand } from '#lib/command/define-command.ts';
import { privacyRequestComplete } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { moveRequest } from './move-request.ts';
import { lockRequest, requireState } from './request-rows.ts';
import { settleProcessing } from './settle-processing.ts';

/** A rectification was made, or a restriction is lifted (GDPR Article 18(3): the person is told before). */
export const completePrivacyRequest = defineCommand(privacyRequestComplete, async (ctx, input) => {
  const before = await lockRequest(ctx, input.privacy_request_id);
  requireState(before, 'approved');
  if (before.kind !== 'rectification' && before.kind !== 'restriction')
    throw new AppError('conflict', { detail: 'A request of this kind is completed by itself.' });
  const moved = await moveRequest(ctx, before, { state: 'done', outcome: input.outcome, endedAt: ctx.now });
  const settled = before.user_id === null ? { changes: [], events: [] } : await settleProcessing(ctx, before.user_id);
  return { result: moved.result, changes: [...moved.changes, ...settled.changes], events: settled.events };
});
