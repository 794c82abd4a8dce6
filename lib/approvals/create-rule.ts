import { and, count, eq, isNull } from 'drizzle-orm';
import { approvalRule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { ApprovalRule, approvalRuleCreate, approvalRulesMax } from '#lib/contracts/approval-rules.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireRule, requireRulePlace } from './require-rule.ts';
import { readRule, toStoredLevels } from './rule-rows.ts';

export const ruleNameTaken = { pointer: '/name', detail: 'Another rule has this name' };

export const createRule = defineCommand(approvalRuleCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireRule(ctx, input);
  const place = await requireRulePlace(ctx, input);
  const [row] = await tx
    .select({ rules: count() })
    .from(approvalRule)
    .where(and(eq(approvalRule.tenantId, tenantId), isNull(approvalRule.archivedAt)));
  if ((row?.rules ?? 0) >= approvalRulesMax)
    throw new AppError('limit_reached', { detail: `The organization has ${approvalRulesMax} rules of approvals, which is the most.` });
  const id = newUuid(now.getTime());
  const values = {
    ...{ tenantId, id, name: input.name, kind: input.kind, ...place, aboveNanoUsd: input.above_usd, providers: input.providers },
    ...{ models: input.models, restricted: input.restricted, levels: toStoredLevels(input.levels), timeoutHours: input.timeout_hours },
    ...{ onTimeout: input.on_timeout, autoApproveUnderNanoUsd: input.auto_approve_under_usd, fourEyes: input.four_eyes },
    ...{ enabled: input.enabled, createdAt: now, updatedAt: now },
  };
  await refuseDuplicate('approval_rule_name', ruleNameTaken, tx.insert(approvalRule).values(values));
  const after = await readRule(ctx, id);
  return { result: after, changes: [changeOf('approval_rule', 'approvalRule', ApprovalRule, null, after)] };
});
