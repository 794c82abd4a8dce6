import { defineCommand } from '#lib/command/define-command.ts';
import { environmentArchive } from '#lib/contracts/environments.ts';
import { lockEnvironment, writeEnvironment } from './change-environment.ts';

export const archiveEnvironment = defineCommand(environmentArchive, async (ctx, input) => {
  const before = await lockEnvironment(ctx, input.environment_id);
  if (before.archived_at !== null) return { result: before, changes: null };
  return writeEnvironment(ctx, before, { archivedAt: ctx.now });
});
