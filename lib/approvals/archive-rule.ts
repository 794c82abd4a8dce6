import { defineCommand } from '#lib/command/define-command.ts';
import { approvalRuleArchive } from '#lib/contracts/approval-rules.ts';
import { changeRule, lockRule } from './change-rule.ts';

export const archiveRule = defineCommand(approvalRuleArchive, async (ctx, input) =>
  changeRule(ctx, await lockRule(ctx, input.rule_id), { enabled: false, archivedAt: ctx.now }),
);
