import { and, eq } from 'drizzle-orm';
import { role, roleAssignment } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { placementOf } from '#lib/command/placement.ts';
import { RoleAssignment, roleAssignmentRevoke } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { readAssignment } from './assignment-rows.ts';
import { administratorRole, requireOtherAdministrator } from './last-administrator.ts';
import { requireMayGrant } from './may-grant.ts';

/** Whoever may not grant a role on a place may not take it away there either. */
export const revokeRole = defineCommand(roleAssignmentRevoke, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { assignment_id: id } = input;
  const before = await readAssignment(tx, tenantId, id);
  const isAdministrator = before.role_name === administratorRole && before.scope_kind === 'tenant';
  if (isAdministrator) await requireOtherAdministrator(ctx, { assignmentId: id });
  await lockRow(tx, roleAssignment, tenantId, id);
  const [granted] = await tx
    .select()
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.id, before.role_id)));
  const placement = (await placementOf(tx, tenantId, 'role_assignment', id)) ?? tenantPlacement;
  if (granted === undefined) throw new AppError('not_found');
  requireMayGrant(ctx.access, granted, placement);
  await tx.delete(roleAssignment).where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.id, id)));
  return { result: null, changes: [changeOf('role_assignment', 'roleAssignment', RoleAssignment, before, null)] };
});
