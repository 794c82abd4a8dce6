import { and, desc, eq, gt, or, sql } from 'drizzle-orm';
import { approvalDelegation, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ApprovalDelegation } from '#lib/contracts/approval-delegations.ts';
import { AppError } from '#lib/core/errors.ts';

const nameOf = (id: typeof approvalDelegation.fromId | typeof approvalDelegation.toId) =>
  sql<string>`(select coalesce(nullif(u.name, ''), u.email) from ${userAccount} u where u.tenant_id = ${approvalDelegation.tenantId} and u.id = ${id})`;

/** Delegations from and to the caller that have not ended, or the one with the id; newest first. */
export async function readDelegations({ tx, tenantId, caller, now }: OperationContext, id?: string): Promise<ApprovalDelegation[]> {
  const isInvolved = or(eq(approvalDelegation.fromId, caller.userId), eq(approvalDelegation.toId, caller.userId));
  const rows = await tx
    .select({ row: approvalDelegation, fromName: nameOf(approvalDelegation.fromId), toName: nameOf(approvalDelegation.toId) })
    .from(approvalDelegation)
    .where(
      and(
        eq(approvalDelegation.tenantId, tenantId),
        isInvolved,
        id === undefined ? gt(approvalDelegation.endsAt, now) : eq(approvalDelegation.id, id),
      ),
    )
    .orderBy(desc(approvalDelegation.startsAt), desc(approvalDelegation.id));
  return rows.map(({ row, fromName, toName }) => ({
    ...{ id: row.id, from_name: fromName, to_name: toName, is_own: row.fromId === caller.userId, reason: row.reason },
    ...{ starts_at: row.startsAt, ends_at: row.endsAt, revoked_at: row.revokedAt },
  }));
}

export async function readDelegation(ctx: OperationContext, id: string): Promise<ApprovalDelegation> {
  const [found] = await readDelegations(ctx, id);
  if (found === undefined) throw new AppError('not_found');
  return found;
}
