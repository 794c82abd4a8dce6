import { and, eq } from 'drizzle-orm';
import { groupRole } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { groupRoleRevoke } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeGroup, lockGroup } from './change-group.ts';
import { groupChange } from './group-change.ts';
import { requireMayGrantAll } from './require-may-grant-all.ts';

export const revokeGroupRole = defineCommand(groupRoleRevoke, async (ctx, input) => {
  const before = await lockGroup(ctx, input.group_id);
  const grant = before.roles.find(({ id }) => id === input.group_role_id);
  if (grant === undefined) throw new AppError('not_found');
  await requireMayGrantAll(ctx, { roles: [grant] });
  await ctx.tx.delete(groupRole).where(and(eq(groupRole.tenantId, ctx.tenantId), eq(groupRole.id, grant.id)));
  const after = await changeGroup(ctx, before.id, {});
  return { result: after, changes: [groupChange(before, after)] };
});
