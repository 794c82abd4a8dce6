import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { ApprovalLevel } from '#db/schema/approvals.ts';
import { approvalRule, department, team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ApprovalRule } from '#lib/contracts/approval-rules.ts';
import { AppError } from '#lib/core/errors.ts';

/** The levels of a rule as they are stored. */
export const toStoredLevels = (levels: ApprovalRule['levels']): ApprovalLevel[] =>
  levels.map(({ role, user_ids, up_to_usd }) => ({
    role,
    user_ids,
    up_to_nano_usd: up_to_usd === null ? null : String(up_to_usd),
  }));

const toLevels = (levels: readonly ApprovalLevel[]): ApprovalRule['levels'] =>
  levels.map(({ role, user_ids, up_to_nano_usd }) => ({
    role,
    user_ids: [...user_ids],
    up_to_usd: up_to_nano_usd === null ? null : BigInt(up_to_nano_usd),
  }));

/** Rules as callers see them, by kind and name; one of them where an id is given, archived or not. */
export async function readRules({ tx, tenantId }: OperationContext, id?: string): Promise<ApprovalRule[]> {
  const rows = await tx
    .select({ row: approvalRule, teamName: team.name, departmentName: department.name })
    .from(approvalRule)
    .leftJoin(team, and(eq(team.tenantId, approvalRule.tenantId), eq(team.id, approvalRule.scopeId)))
    .leftJoin(department, and(eq(department.tenantId, approvalRule.tenantId), eq(department.id, approvalRule.scopeId)))
    .where(and(eq(approvalRule.tenantId, tenantId), id === undefined ? isNull(approvalRule.archivedAt) : eq(approvalRule.id, id)))
    .orderBy(asc(approvalRule.kind), asc(sql`lower(${approvalRule.name})`));
  return rows.map(({ row, teamName, departmentName }) => ({
    ...{ id: row.id, name: row.name, kind: row.kind, above_usd: row.aboveNanoUsd, providers: row.providers, models: row.models },
    ...{ department_id: row.scopeKind === 'department' ? row.scopeId : null, department_name: departmentName },
    ...{ team_id: row.scopeKind === 'team' ? row.scopeId : null, team_name: teamName, restricted: row.restricted },
    ...{ levels: toLevels(row.levels), timeout_hours: row.timeoutHours, on_timeout: row.onTimeout, four_eyes: row.fourEyes },
    ...{ auto_approve_under_usd: row.autoApproveUnderNanoUsd, enabled: row.enabled },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  }));
}

export async function readRule(ctx: OperationContext, id: string): Promise<ApprovalRule> {
  const [found] = await readRules(ctx, id);
  if (found === undefined) throw new AppError('not_found');
  return found;
}
