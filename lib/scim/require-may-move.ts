import { and, eq, max } from 'drizzle-orm';
import { groupRole, role } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Group } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';

/**
 * Refuses to change who is in a group that grants a role above the caller's own: to be in it is to hold that role. What counts
 * for a token of the organization is the rank of its maker.
 */
export async function requireMayMove({ access, tx, tenantId }: OperationContext, { id, name }: Group): Promise<void> {
  const [highest] = await tx
    .select({ level: max(role.level) })
    .from(groupRole)
    .innerJoin(role, and(eq(role.tenantId, groupRole.tenantId), eq(role.id, groupRole.roleId)))
    .where(and(eq(groupRole.tenantId, tenantId), eq(groupRole.groupId, id)));
  if ((highest?.level ?? 0) > access.levelOn(tenantPlacement))
    throw new AppError('forbidden', { detail: `The group ${name} grants a role that ranks above yours.` });
}
