import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { role } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { heldRoles, permissionsOfRole } from '#lib/command/held-roles.ts';
import type { Role } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';

const parent = alias(role, 'parent');

/** Roles as callers see them. */
export async function readRoles(
  { tx, tenantId, now }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Role[]> {
  // Whoever leads a team holds team_lead on it without being granted it.
  const holders = sql`select count(distinct holder.user_id) from (
    select h.user_id from ${heldRoles(tenantId, now)} h where h.role_id = ${role.id}
    union all select m.user_id from membership m where ${role.name} = 'team_lead' and m.tenant_id = ${role.tenantId} and m.team_role = 'lead'
  ) as holder`;
  return tx
    .select({
      ...{ id: role.id, name: role.name, title: role.title, description: role.description, level: role.level },
      ...{ parent_id: role.parentId, parent_title: parent.title, own_permissions: role.permissions },
      permissions: permissionsOfRole(tenantId, sql`${role}.id`),
      built_in: role.builtIn,
      holder_count: sql<number>`(${holders})::integer`,
      ...{ created_at: role.createdAt, updated_at: role.updatedAt, archived_at: role.archivedAt, version: role.version },
    })
    .from(role)
    .leftJoin(parent, and(eq(parent.tenantId, role.tenantId), eq(parent.id, role.parentId)))
    .where(and(eq(role.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readRole(ctx: OperationContext, id: string): Promise<Role> {
  const [found] = await readRoles(ctx, { where: eq(role.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
