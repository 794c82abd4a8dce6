import { and, eq, type SQL, sql } from 'drizzle-orm';
import { department, role, roleAssignment, team, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { RoleAssignment } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';

/** Where an assignment holds, as the columns by which `ctx.visible` narrows. */
export const assignmentPlace = {
  departmentId: sql`case when ${roleAssignment.scopeKind} = 'department' then ${roleAssignment.scopeId} end`,
  teamId: sql`case when ${roleAssignment.scopeKind} = 'team' then ${roleAssignment.scopeId} end`,
};

/** Assignments as callers see them; those that ran out are there too until somebody revokes them. */
export async function readAssignments(
  tx: TenantTransaction,
  tenantId: string,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<RoleAssignment[]> {
  const ofTenant = (column: typeof department.tenantId | typeof team.tenantId) => eq(column, roleAssignment.tenantId);
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
      department_id: department.id,
      team_id: team.id,
      scope_name: sql<string | null>`coalesce(${department.name}, ${team.name})`,
      expires_at: roleAssignment.expiresAt,
      created_at: roleAssignment.createdAt,
    })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, roleAssignment.tenantId), eq(userAccount.id, roleAssignment.userId)))
    .leftJoin(department, and(ofTenant(department.tenantId), sql`${department.id} = ${assignmentPlace.departmentId}`))
    .leftJoin(team, and(ofTenant(team.tenantId), sql`${team.id} = ${assignmentPlace.teamId}`))
    .where(and(eq(roleAssignment.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readAssignment(tx: TenantTransaction, tenantId: string, id: string): Promise<RoleAssignment> {
  const [found] = await readAssignments(tx, tenantId, { where: eq(roleAssignment.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
