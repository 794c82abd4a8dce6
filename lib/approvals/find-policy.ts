import { and, eq, isNull } from 'drizzle-orm';
import type { ApprovalLevel, ApprovalPolicy } from '#db/schema/approvals.ts';
import { approvalRule } from '#db/schema/index.ts';
import type { Placement } from '#lib/command/access.ts';
import type { ApprovalKind } from '#lib/contracts/approvals.ts';
import type { DeskContext } from './desk-context.ts';
import { neededLevels } from './needed-levels.ts';

export type StoredRule = typeof approvalRule.$inferSelect;

const upTo = (role: string, dollars: bigint | null): ApprovalLevel => ({
  role,
  user_ids: [],
  up_to_nano_usd: dollars === null ? null : String(dollars * 1_000_000_000n),
});

/** What holds where no rule says otherwise: the lead up to $500, the department up to $2,000, then the organization. */
const defaultLevels: readonly ApprovalLevel[] = [upTo('team_lead', 500n), upTo('department_admin', 2000n), upTo('tenant_admin', null)];

/** How near a rule is to a place: its own team first, then the teams and departments around it, the tenant last; -1 where it is not about it. */
export function nearness({ scopeKind, scopeId }: StoredRule, { teamIds, departmentIds }: Placement): number {
  if (scopeKind === 'tenant') return teamIds.length + departmentIds.length;
  const ids = scopeKind === 'team' ? teamIds : departmentIds;
  const at = scopeId === null ? -1 : ids.indexOf(scopeId);
  if (at === -1) return -1;
  return scopeKind === 'team' ? at : teamIds.length + at;
}

/** The rules of a kind that are in force at a place, the nearest first. */
export async function rulesAt({ tx, tenantId }: DeskContext, kind: ApprovalKind, place: Placement): Promise<readonly StoredRule[]> {
  const rows = await tx
    .select()
    .from(approvalRule)
    .where(
      and(
        eq(approvalRule.tenantId, tenantId),
        eq(approvalRule.kind, kind),
        eq(approvalRule.enabled, true),
        isNull(approvalRule.archivedAt),
      ),
    );
  return rows
    .filter((rule) => nearness(rule, place) >= 0)
    .sort((left, right) => nearness(left, place) - nearness(right, place) || left.createdAt.getTime() - right.createdAt.getTime());
}

/** A rule as an approval keeps it, for an amount. */
export function policyOf(rule: StoredRule | undefined, amountNanoUsd: bigint | null): ApprovalPolicy {
  const levels = rule?.levels ?? defaultLevels;
  return {
    rule_id: rule?.id ?? null,
    rule_name: rule?.name ?? 'Usual order',
    levels,
    needed: neededLevels(levels, amountNanoUsd),
    timeout_hours: rule?.timeoutHours ?? 72,
    on_timeout: rule?.onTimeout ?? 'escalate',
    four_eyes: rule?.fourEyes ?? true,
  };
}

/** Whether the rule lets the amount through by itself. */
export const isAutomatic = (rule: StoredRule | undefined, amountNanoUsd: bigint | null): boolean =>
  rule !== undefined && rule.autoApproveUnderNanoUsd !== null && amountNanoUsd !== null && amountNanoUsd < rule.autoApproveUnderNanoUsd;
