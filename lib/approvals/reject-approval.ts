import { defineCommand } from '#lib/command/define-command.ts';
import { approvalReject } from '#lib/contracts/approvals.ts';
import { decide } from './decide.ts';

export const rejectApproval = defineCommand(approvalReject, (ctx, { approval_id, comment }) =>
  decide(ctx, approval_id, { approve: false, comment, uses: 1, validHours: 1 }),
);
