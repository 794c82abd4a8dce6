import { and, eq } from 'drizzle-orm';
import { project } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Project } from '#lib/contracts/project-resource.ts';
import { slugTaken } from './create-project.ts';
import type { ProjectColumns } from './project-columns.ts';
import { readProject } from './project-rows.ts';

/** Locks a project and reads it as it is before the change; checks If-Match. */
export async function lockProject(ctx: OperationContext, id: string): Promise<Project> {
  await lockRow(ctx.tx, project, ctx.tenantId, id);
  const before = await readProject(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked project, as one more version. */
export async function writeProject(ctx: OperationContext, before: Project, columns: ProjectColumns): Promise<Outcome<Project>> {
  const set = { ...columns, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(project.tenantId, ctx.tenantId), eq(project.id, before.id));
  await refuseDuplicate('project_slug', slugTaken, ctx.tx.update(project).set(set).where(row));
  const after = await readProject(ctx, before.id);
  return { result: after, changes: [changeOf('project', 'project', Project, before, after)] };
}
