import { and, count, eq, isNull } from 'drizzle-orm';
import { role } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { customRolesMax, Role } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { requireMayGrant } from './may-grant.ts';
import { readRole } from './role-rows.ts';

/**
 * Holds the tenant, because lines of roles are looked at, and a custom role as it is before the change; checks If-Match.
 * Refuses built-in roles, and roles that the caller could not grant.
 */
export async function lockCustomRole(ctx: OperationContext, id: string): Promise<Role> {
  await lockTenant(ctx.tx, ctx.tenantId);
  await lockRow(ctx.tx, role, ctx.tenantId, id);
  const before = await readRole(ctx, id);
  ctx.expectVersion(before.version);
  if (before.built_in) throw new AppError('conflict', { detail: `${before.title} is built in. Make a role that inherits from it.` });
  requireMayGrant(ctx.access, before, tenantPlacement);
  return before;
}

/** Refuses one custom role more than there may be. */
export async function requireRoomForRole({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ roles: count() })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.builtIn, false), isNull(role.archivedAt)));
  if ((row?.roles ?? 0) >= customRolesMax)
    throw new AppError('limit_reached', { detail: `The organization has ${customRolesMax} roles of its own, which is the most.` });
}

type Columns = Partial<Pick<typeof role.$inferInsert, 'title' | 'description' | 'level' | 'parentId' | 'permissions' | 'archivedAt'>>;

/** Writes the columns of a locked role, as one more version. */
export async function writeRole(ctx: OperationContext, before: Role, columns: Columns): Promise<Outcome<Role>> {
  const set = { ...columns, updatedAt: ctx.now, version: before.version + 1 };
  await ctx.tx
    .update(role)
    .set(set)
    .where(and(eq(role.tenantId, ctx.tenantId), eq(role.id, before.id)));
  const after = await readRole(ctx, before.id);
  return { result: after, changes: [changeOf('role', 'role', Role, before, after)] };
}
