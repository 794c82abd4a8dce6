import { and, eq, isNull, ne, or } from 'drizzle-orm';
import { role, roleAssignment, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { AppError } from '#lib/core/errors.ts';

/** The role without which nobody could administer the tenant any more. */
export const administratorRole = 'tenant_admin';

/**
 * Refuses when nobody would be left who holds tenant_admin on the whole tenant, for good and with an active account, once
 * this person (or this one assignment) is gone. Holds the tenant, so that the last two cannot remove each other at once.
 */
export async function requireOtherAdministrator(
  ctx: OperationContext,
  without: { readonly userId: string } | { readonly assignmentId: string },
): Promise<void> {
  const { tx, tenantId } = ctx;
  await lockTenant(tx, tenantId);
  const [other] = await tx
    .select({ id: roleAssignment.id })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, roleAssignment.tenantId), eq(userAccount.id, roleAssignment.userId)))
    .where(
      and(
        eq(roleAssignment.tenantId, tenantId),
        or(eq(role.name, administratorRole), eq(role.name, 'super_admin')),
        eq(roleAssignment.scopeKind, 'tenant'),
        isNull(roleAssignment.expiresAt),
        eq(userAccount.status, 'active'),
        'userId' in without ? ne(roleAssignment.userId, without.userId) : ne(roleAssignment.id, without.assignmentId),
      ),
    )
    .limit(1);
  if (other === undefined)
    throw new AppError('conflict', { detail: 'This is the last administrator of the organization. Make somebody else one first.' });
}
