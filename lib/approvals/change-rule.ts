import { and, eq } from 'drizzle-orm';
import { approvalRule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { ApprovalRule } from '#lib/contracts/approval-rules.ts';
import { AppError } from '#lib/core/errors.ts';
import { ruleNameTaken } from './create-rule.ts';
import { readRule } from './rule-rows.ts';

/** Columns a change may set. */
export type RuleColumns = Partial<Omit<typeof approvalRule.$inferInsert, 'tenantId' | 'id' | 'createdAt' | 'updatedAt' | 'version'>>;

/** Locks a rule and reads it as it is before the change; checks If-Match. One that was taken away is `not_found`. */
export async function lockRule(ctx: OperationContext, id: string): Promise<ApprovalRule> {
  await lockRow(ctx.tx, approvalRule, ctx.tenantId, id);
  const [row] = await ctx.tx
    .select({ archivedAt: approvalRule.archivedAt })
    .from(approvalRule)
    .where(and(eq(approvalRule.tenantId, ctx.tenantId), eq(approvalRule.id, id)));
  if (row === undefined || row.archivedAt !== null) throw new AppError('not_found');
  const before = await readRule(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked rule, as one more version. */
export async function changeRule(ctx: OperationContext, before: ApprovalRule, columns: RuleColumns): Promise<Outcome<ApprovalRule>> {
  const row = and(eq(approvalRule.tenantId, ctx.tenantId), eq(approvalRule.id, before.id));
  const set = { ...columns, updatedAt: ctx.now, version: before.version + 1 };
  await refuseDuplicate('approval_rule_name', ruleNameTaken, ctx.tx.update(approvalRule).set(set).where(row));
  const after = await readRule(ctx, before.id);
  return { result: after, changes: [changeOf('approval_rule', 'approvalRule', ApprovalRule, before, after)] };
}
