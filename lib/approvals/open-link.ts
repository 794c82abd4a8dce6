import { defineQuery } from '#lib/command/define-query.ts';
import { approvalLinkOpen } from '#lib/contracts/approval-links.ts';
import { readApproval } from './approval-rows.ts';
import { findLink } from './find-link.ts';

export const openLink = defineQuery(approvalLinkOpen, async (ctx, input) => {
  const { approvalId, state } = await findLink(ctx, input.token, false);
  return { approval: await readApproval(ctx, approvalId), state };
});
