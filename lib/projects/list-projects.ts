import { and, eq } from 'drizzle-orm';
import { project } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { projectList } from '#lib/contracts/projects.ts';
import { hasArchiveStatus } from '#lib/organization/archive-status.ts';
import { readProjects } from './project-rows.ts';

export const listProjects = defineQuery(projectList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, project), input.cursor);
  const where = and(
    ctx.visible({ teamId: project.teamId, departmentId: project.departmentId, projectId: project.id }),
    hasArchiveStatus(project.archivedAt, input.archived),
    input.status === undefined ? undefined : eq(project.status, input.status),
    input.priority === undefined ? undefined : eq(project.priority, input.priority),
    input.team_id === undefined ? undefined : eq(project.teamId, input.team_id),
    input.department_id === undefined ? undefined : eq(project.departmentId, input.department_id),
    input.cost_center_id === undefined ? undefined : eq(project.costCenterId, input.cost_center_id),
    containsText([project.name, project.slug], input.search),
    keyset.after,
  );
  return keyset.page(await readProjects(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
