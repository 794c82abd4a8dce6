import { defineCommand } from '#lib/command/define-command.ts';
import { environmentRestore } from '#lib/contracts/environments.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { lockEnvironment, writeEnvironment } from './change-environment.ts';
import { requireRoomForEnvironment } from './create-environment.ts';
import { readProject } from './project-rows.ts';

export const restoreEnvironment = defineCommand(environmentRestore, async (ctx, input) => {
  const before = await lockEnvironment(ctx, input.environment_id);
  if (before.archived_at === null) return { result: before, changes: null };
  requireActive(await readProject(ctx, before.project_id));
  await requireRoomForEnvironment(ctx, before.project_id);
  return writeEnvironment(ctx, before, { archivedAt: null });
});
