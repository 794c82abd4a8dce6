import { defineQuery } from '#lib/command/define-query.ts';
import { approvalGet } from '#lib/contracts/approvals.ts';
import { readApproval } from './approval-rows.ts';
import { readContext } from './read-context.ts';

export const getApproval = defineQuery(approvalGet, async (ctx, input) => {
  const found = await readApproval(ctx, input.approval_id);
  return { ...found, context: await readContext(ctx, found) };
});
