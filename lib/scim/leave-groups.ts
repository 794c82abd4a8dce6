import { and, eq } from 'drizzle-orm';
import { groupMember, userGroup } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockGroup, removeMembers } from '#lib/groups/index.ts';

/** Takes a person out of all groups of the directory. */
export async function leaveGroups(ctx: OperationContext, userId: string): Promise<Change[]> {
  const { tx, tenantId } = ctx;
  const groups = await tx
    .select({ id: userGroup.id })
    .from(groupMember)
    .innerJoin(userGroup, and(eq(userGroup.tenantId, groupMember.tenantId), eq(userGroup.id, groupMember.groupId)))
    .where(and(eq(groupMember.tenantId, tenantId), eq(groupMember.userId, userId), eq(userGroup.origin, 'scim')))
    .orderBy(userGroup.id);
  const changes: Change[] = [];
  for (const { id } of groups) changes.push(...(await removeMembers(ctx, await lockGroup(ctx, id), [userId])));
  if (groups.length > 0) await bumpConfigVersions(tx, tenantId, ['access', 'cost_centers']);
  return changes;
}
