import { and, eq, isNull } from 'drizzle-orm';
import { approvalRule } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';

/** What of a project decides whether it may start by itself. */
interface Startable {
  readonly requiresApproval: boolean;
  readonly teamId: string | null;
  readonly departmentId: string | null;
}

/** Which projects leave `planned` by an approval alone. */
export interface StartGate {
  /** Whether an approval is needed: the project asks for it, or a rule does that holds for its team, its department or the organization. */
  holds(project: Startable): Promise<boolean>;
}

/** The rules about starting projects that are in force; read once for all projects of a page. */
export async function startGate({ tx, tenantId }: OperationContext): Promise<StartGate> {
  const rules = await tx
    .select({ kind: approvalRule.scopeKind, id: approvalRule.scopeId })
    .from(approvalRule)
    .where(
      and(
        ...[eq(approvalRule.tenantId, tenantId), eq(approvalRule.kind, 'project_start')],
        ...[eq(approvalRule.enabled, true), isNull(approvalRule.archivedAt)],
      ),
    );
  const isEverywhere = rules.some(({ kind }) => kind === 'tenant');
  const known = new Map<string, boolean>();
  const ruledAt = async (kind: 'team' | 'department', id: string): Promise<boolean> => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const place = await placementOf(tx, tenantId, kind, id);
    const around = new Set([...(place?.teamIds ?? []), ...(place?.departmentIds ?? [])]);
    const isRuled = rules.some((rule) => rule.id !== null && around.has(rule.id));
    known.set(id, isRuled);
    return isRuled;
  };
  return {
    async holds({ requiresApproval, teamId, departmentId }) {
      if (requiresApproval || isEverywhere) return true;
      if (rules.length === 0) return false;
      if (teamId !== null) return ruledAt('team', teamId);
      return departmentId !== null && ruledAt('department', departmentId);
    },
  };
}
