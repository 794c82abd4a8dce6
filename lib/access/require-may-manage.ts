import { and, eq, gt, isNull, max, or } from 'drizzle-orm';
import { role, roleAssignment } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses to act on the account of somebody who ranks above the caller: a new password for them would be their rights. */
export async function requireMayManage(ctx: OperationContext, userId: string): Promise<void> {
  const { tx, tenantId, now } = ctx;
  const placement = await placementOf(tx, tenantId, 'user', userId);
  if (placement === undefined) throw new AppError('not_found');
  const [held] = await tx
    .select({ level: max(role.level) })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .where(
      and(
        eq(roleAssignment.tenantId, tenantId),
        eq(roleAssignment.userId, userId),
        or(isNull(roleAssignment.expiresAt), gt(roleAssignment.expiresAt, now)),
      ),
    );
  if ((held?.level ?? 0) > ctx.access.levelOn(placement))
    throw new AppError('forbidden', { detail: 'This person holds a role that ranks above yours.' });
}
