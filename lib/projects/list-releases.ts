import { and, eq, type SQL, sql } from 'drizzle-orm';
import { project, release } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { type Release, releaseList, releaseListOfProject } from '#lib/contracts/releases.ts';
import { readProject } from './project-rows.ts';
import { readReleases } from './release-rows.ts';

async function list(ctx: OperationContext, input: InputOf<typeof releaseList>, condition: SQL | undefined) {
  const order = {
    ...{ key: sql`${release.createdAt}`, type: 'time' as const, id: sql`${release.id}`, descending: input.sort.startsWith('-') },
    valueOf: (row: Release) => row.created_at.getTime(),
    idOf: (row: Release) => row.id,
  };
  const keyset = keysetOf(input.sort, order, input.cursor);
  const where = and(condition, input.status === undefined ? undefined : eq(release.status, input.status), keyset.after);
  return keyset.page(await readReleases(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
}

export const listReleases = defineQuery(releaseList, (ctx, input) =>
  list(ctx, input, ctx.visible({ teamId: project.teamId, departmentId: project.departmentId, projectId: project.id })),
);

export const listReleasesOfProject = defineQuery(releaseListOfProject, async (ctx, { project_id: id, ...input }) => {
  await readProject(ctx, id);
  return list(ctx, input, eq(release.projectId, id));
});
