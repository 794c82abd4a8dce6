import { and, countDistinct, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { role, roleAssignment } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type Role, roleList } from '#lib/contracts/roles.ts';

const highestFirst: KeysetOrder<Role> = {
  key: sql`${role.level}`,
  type: 'integer',
  id: sql`${role.id}`,
  descending: true,
  valueOf: (row) => row.level,
  idOf: (row) => row.id,
};

/** Roles belong to the whole tenant, so whoever may see roles anywhere sees them all. */
export const listRoles = defineQuery(roleList, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const keyset = keysetOf('-level', highestFirst, input.cursor);
  const isHeld = or(isNull(roleAssignment.expiresAt), gt(roleAssignment.expiresAt, now));
  const holders = tx
    .select({ count: countDistinct(roleAssignment.userId) })
    .from(roleAssignment)
    .where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.roleId, role.id), isHeld));
  const rows = await tx
    .select({
      id: role.id,
      name: role.name,
      title: role.title,
      level: role.level,
      permissions: role.permissions,
      built_in: role.builtIn,
      holder_count: sql<number>`(${holders})::integer`,
      created_at: role.createdAt,
    })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows, input.limit);
});
