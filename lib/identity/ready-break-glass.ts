import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';

/**
 * Those of some people who help on the day the identity provider is down: active administrators of the whole organization, for
 * good, with a password of their own. A temporary one runs out before that day comes.
 */
export async function readyBreakGlass(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ id: userAccount.id })
    .from(userAccount)
    .innerJoin(roleAssignment, and(eq(roleAssignment.tenantId, userAccount.tenantId), eq(roleAssignment.userId, userAccount.id)))
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        sql`${userAccount.id} = any(${sqlUuidArray(userIds)})`,
        eq(userAccount.status, 'active'),
        isNotNull(userAccount.passwordHash),
        isNull(userAccount.temporaryPasswordExpiresAt),
        eq(roleAssignment.scopeKind, 'tenant'),
        isNull(roleAssignment.expiresAt),
        inArray(role.name, ['tenant_admin', 'super_admin']),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}
