import { and, eq, type SQL } from 'drizzle-orm';
import { environment, project } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { environmentList, environmentListOfProject } from '#lib/contracts/environments.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { hasArchiveStatus } from '#lib/organization/archive-status.ts';
import { readEnvironments } from './environment-rows.ts';
import { readProject } from './project-rows.ts';

type Input = Omit<InputOf<typeof environmentListOfProject>, 'project_id'>;

async function list(ctx: OperationContext, input: Input, condition: SQL | undefined) {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, environment), input.cursor);
  const where = and(condition, hasArchiveStatus(environment.archivedAt, input.archived), keyset.after);
  return keyset.page(await readEnvironments(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
}

export const listEnvironments = defineQuery(environmentList, (ctx, input) => {
  const ofKind = input.kind === undefined ? undefined : eq(environment.kind, input.kind);
  return list(ctx, input, and(ctx.visible({ teamId: project.teamId, departmentId: project.departmentId, projectId: project.id }), ofKind));
});

export const listEnvironmentsOfProject = defineQuery(environmentListOfProject, async (ctx, input) => {
  await readProject(ctx, input.project_id);
  return list(ctx, input, eq(environment.projectId, input.project_id));
});
