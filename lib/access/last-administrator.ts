import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import { role, roleAssignment, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { AppError } from '#lib/core/errors.ts';

/** The roles without either of which nobody could administer the tenant any more. */
const administratorRoles = ['tenant_admin', 'super_admin'];

/** Whether an assignment may be the one that keeps the tenant administered. */
export const isAdministration = (assignment: { readonly role_name: string; readonly scope_kind: string }): boolean =>
  administratorRoles.includes(assignment.role_name) && assignment.scope_kind === 'tenant';

/**
 * Refuses when nobody would be left who administers the whole tenant by an assignment of their own, for good and with an active
 * account, once this person (or this one assignment) is gone. Groups do not count: an identity provider could empty them. Holds the tenant, so that the last two cannot remove each other at once.
 */
export async function requireOtherAdministrator(
  ctx: Pick<OperationContext, 'tx' | 'tenantId'>,
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
        inArray(role.name, administratorRoles),
        eq(roleAssignment.scopeKind, 'tenant'),
        isNull(roleAssignment.expiresAt),
        eq(userAccount.status, 'active'),
        eq(userAccount.kind, 'person'),
        'userId' in without ? ne(roleAssignment.userId, without.userId) : ne(roleAssignment.id, without.assignmentId),
      ),
    )
    .limit(1);
  if (other === undefined)
    throw new AppError('conflict', { detail: 'This is the last administrator of the organization. Make somebody else one first.' });
}
