import { project } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { Project, ProjectProfile } from '#lib/contracts/project-resource.ts';
import { projectCreate } from '#lib/contracts/projects.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { columnsOf, profileWith, slugOf } from './project-columns.ts';
import { readProject } from './project-rows.ts';
import { firstStatus } from './require-may-start.ts';
import { requireProject, requireRoomForProject } from './require-project.ts';

export const slugTaken = { pointer: '/slug', detail: 'Another active project has this slug' };

/** The slug that was asked for, or one made from the name. */
export function requireSlug(slug: string | undefined, name: string): string {
  const made = slug ?? slugOf(name);
  if (made !== '') return made;
  throw new AppError('validation_failed', {
    errors: [{ pointer: '/slug', detail: 'None can be made from this name, so it has to be given' }],
  });
}

/** Makes a project, if its places, people and cost center are the caller's to name. */
export async function makeProject(ctx: OperationContext, input: InputOf<typeof projectCreate>): Promise<Outcome<Project>> {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireRoomForProject(ctx);
  await requireProject(ctx, input, { start: input.start_date ?? null, end: input.end_date ?? null });
  const id = newUuid(now.getTime());
  const row = {
    ...columnsOf({ owner_id: ctx.caller.userId, ...input, status: await firstStatus(ctx, input) }),
    ...{ tenantId, id, name: input.name, slug: requireSlug(input.slug, input.name), createdAt: now, updatedAt: now },
    profile: profileWith(ProjectProfile.parse({}), input),
  };
  await refuseDuplicate('project_slug', slugTaken, tx.insert(project).values(row));
  const after = await readProject(ctx, id);
  return { result: after, changes: [changeOf('project', 'project', Project, null, after)] };
}

export const createProject = defineCommand(projectCreate, makeProject);
