import { and, eq } from 'drizzle-orm';
import { roleAssignment } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { placementOf } from '#lib/command/placement.ts';
import { RoleAssignment, roleAssignmentRevoke } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { readAssignment } from './assignment-rows.ts';
import { isAdministration, requireOtherAdministrator } from './last-administrator.ts';
import { readGrantable, requireMayGrant } from './may-grant.ts';

/**
 * Takes a role away, for commands of other rooms, too: whoever may not grant a role on a place may not take it away there either.
 * Answers the change for the audit trail.
 */
export async function takeRoleAway(ctx: OperationContext, id: string): Promise<Change> {
  const { tx, tenantId, access } = ctx;
  const before = await readAssignment(tx, tenantId, id);
  if (isAdministration(before)) await requireOtherAdministrator(ctx, { assignmentId: id });
  await lockRow(tx, roleAssignment, tenantId, id);
  const placement = (await placementOf(tx, tenantId, 'role_assignment', id)) ?? tenantPlacement;
  if (!access.allows('roles.assign', placement)) throw new AppError('forbidden', { detail: 'You lack the permission roles.assign here.' });
  requireMayGrant(access, await readGrantable(ctx, before.role_id, { archivedToo: true }), placement);
  await tx.delete(roleAssignment).where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.id, id)));
  return changeOf('role_assignment', 'roleAssignment', RoleAssignment, before, null);
}

export const revokeRole = defineCommand(roleAssignmentRevoke, async (ctx, { assignment_id: id }) => ({
  result: null,
  changes: [await takeRoleAway(ctx, id)],
}));
