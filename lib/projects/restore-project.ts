import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { projectRestore } from '#lib/contracts/projects.ts';
import { requireCenters } from '#lib/cost-centers/require-center-place.ts';
import { lockProject, writeProject } from './change-project.ts';
import { requireRoomForProject } from './require-project.ts';

export const restoreProject = defineCommand(projectRestore, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await lockProject(ctx, input.project_id);
  if (before.archived_at === null) return { result: before, changes: null };
  await requireRoomForProject(ctx);
  if (before.cost_center_id !== null) await requireCenters(ctx, [before.cost_center_id], () => '/cost_center_id');
  return writeProject(ctx, before, { archivedAt: null });
});
