import { and, eq } from 'drizzle-orm';
import { role, roleAssignment, supportAccess, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Permission } from '#lib/contracts/permissions.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';

/** What somebody of the platform may read: how the organization is set up and what it spends; no content, no secret, no trail. */
export const supportPermissions: readonly Permission[] = [
  ...(['tenant.read', 'departments.read', 'teams.read', 'users.read', 'groups.read', 'roles.read', 'sso.read', 'security.read'] as const),
  ...(['keys.read', 'connections.read', 'mcp.read', 'routes.read', 'cache.read', 'transformations.read', 'policies.read'] as const),
  ...(['budgets.read', 'limits.read', 'catalog.read', 'projects.read', 'usage.read', 'analytics.read', 'incidents.read'] as const),
  'events.read',
];

const roleName = 'platform_support';

/** The role is there from the first time on; it is put right each time, so that nobody widens it meanwhile. */
async function supportRole({ tx, tenantId, now }: OperationContext): Promise<string> {
  const values = { title: 'Platform support', level: 1, permissions: [...supportPermissions], parentId: null, archivedAt: null };
  const description = 'What people of the platform may read while they are let in';
  const [row] = await tx
    .insert(role)
    .values({ tenantId, id: newUuid(now.getTime()), name: roleName, description, ...values, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: [role.tenantId, role.name], set: { ...values, description, updatedAt: now } })
    .returning({ id: role.id });
  if (row === undefined) throw new Error('The role of platform support was not stored');
  return row.id;
}

/** Opens the account of one grant until `endsAt`; answers its id. Nobody signs in to it but the operator who asked. */
export async function openSupportAccount(
  ctx: OperationContext,
  access: { readonly id: string; readonly operatorName: string; readonly operatorEmail: string },
  endsAt: Date,
): Promise<string> {
  const { tx, tenantId, now } = ctx;
  const roleId = await supportRole(ctx);
  const userId = newUuid(now.getTime());
  // An address that receives nothing (RFC 2606), different for each grant: the operator may have an account here too.
  const email = `${toPublicId('supportAccess', access.id)}@platform.invalid`;
  const name = `${access.operatorName || access.operatorEmail} (platform)`;
  await tx.insert(userAccount).values({ tenantId, id: userId, email, name, createdAt: now, updatedAt: now });
  await tx.insert(roleAssignment).values({
    ...{ tenantId, id: newUuid(now.getTime()), userId, roleId, scopeKind: 'tenant', expiresAt: endsAt, createdAt: now },
  });
  await tx
    .update(supportAccess)
    .set({ userId })
    .where(and(eq(supportAccess.tenantId, tenantId), eq(supportAccess.id, access.id)));
  return userId;
}
