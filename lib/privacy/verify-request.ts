import { defineCommand } from '#lib/command/define-command.ts';
import { privacyRequestVerify } from '#lib/contracts/privacy-requests.ts';
import { moveRequest } from './move-request.ts';
import { lockRequest, requireState } from './request-rows.ts';

export const verifyPrivacyRequest = defineCommand(privacyRequestVerify, async (ctx, input) => {
  const before = await lockRequest(ctx, input.privacy_request_id);
  requireState(before, 'received');
  return moveRequest(ctx, before, { state: 'verified', verifiedHow: input.how, verifiedBy: ctx.caller.userId, verifiedAt: ctx.now });
});
