import { and, eq, type SQL, sql } from 'drizzle-orm';
import { role, roleAssignment, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { RoleAssignment } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { scopeIdsOf, scopeNameOf } from './grant-scope.ts';

/** Where an assignment holds, as the columns by which `ctx.visible` narrows. */
export const assignmentPlace = scopeIdsOf(roleAssignment);

/** Assignments as callers see them; those that ran out are there too until somebody revokes them. */
export async function readAssignments(
  tx: TenantTransaction,
  tenantId: string,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<RoleAssignment[]> {
  return tx
    .select({
      id: roleAssignment.id,
      user_id: roleAssignment.userId,
      user_name: userAccount.name,
      user_email: userAccount.email,
      role_id: roleAssignment.roleId,
      role_name: role.name,
      role_title: role.title,
      scope_kind: roleAssignment.scopeKind,
      department_id: assignmentPlace.departmentId,
      team_id: assignmentPlace.teamId,
      project_id: assignmentPlace.projectId,
      scope_name: scopeNameOf(roleAssignment),
      expires_at: roleAssignment.expiresAt,
      created_at: roleAssignment.createdAt,
    })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, roleAssignment.tenantId), eq(userAccount.id, roleAssignment.userId)))
    .where(and(eq(roleAssignment.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readAssignment(tx: TenantTransaction, tenantId: string, id: string): Promise<RoleAssignment> {
  const [found] = await readAssignments(tx, tenantId, { where: eq(roleAssignment.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
