import { defineCommand } from '#lib/command/define-command.ts';
import { projectArchive } from '#lib/contracts/projects.ts';
import { lockProject, writeProject } from './change-project.ts';

/** Keys bound to it stop, because what they call is for nothing any more; they go on when it is restored. */
export const archiveProject = defineCommand(projectArchive, async (ctx, input) => {
  const before = await lockProject(ctx, input.project_id);
  if (before.archived_at !== null) return { result: before, changes: null };
  return writeProject(ctx, before, { archivedAt: ctx.now });
});
