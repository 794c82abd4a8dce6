import { defineCommand } from '#lib/command/define-command.ts';
import { approvalApprove } from '#lib/contracts/approvals.ts';
import { decide } from './decide.ts';

export const approveApproval = defineCommand(approvalApprove, (ctx, { approval_id, comment, uses, valid_hours: validHours }) =>
  decide(ctx, approval_id, { approve: true, comment, uses, validHours }),
);
