import { and, eq, sql } from 'drizzle-orm';
import { roleAssignment } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type RoleAssignment, roleAssignmentList } from '#lib/contracts/roles.ts';
import { assignmentPlace, readAssignments } from './assignment-rows.ts';

const newestFirst: KeysetOrder<RoleAssignment> = {
  key: sql`${roleAssignment.createdAt}`,
  type: 'time',
  id: sql`${roleAssignment.id}`,
  descending: true,
  valueOf: (row) => row.created_at.getTime(),
  idOf: (row) => row.id,
};

export const listAssignments = defineQuery(roleAssignmentList, async (ctx, input) => {
  const keyset = keysetOf('-created_at', newestFirst, input.cursor);
  const where = and(
    ctx.visible({ ...assignmentPlace, userId: roleAssignment.userId }),
    input.user_id === undefined ? undefined : eq(roleAssignment.userId, input.user_id),
    input.role_id === undefined ? undefined : eq(roleAssignment.roleId, input.role_id),
    input.department_id === undefined ? undefined : eq(assignmentPlace.departmentId, input.department_id),
    input.team_id === undefined ? undefined : eq(assignmentPlace.teamId, input.team_id),
    input.project_id === undefined ? undefined : eq(assignmentPlace.projectId, input.project_id),
    keyset.after,
  );
  const rows = await readAssignments(ctx.tx, ctx.tenantId, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
