import { defineCommand } from '#lib/command/define-command.ts';
import { roleRestore } from '#lib/contracts/roles.ts';
import { lockCustomRole, requireRoomForRole, writeRole } from './change-role.ts';
import { requireSoundRole } from './require-sound-role.ts';

/** What it inherits from may have changed while it was archived, so it has to fit again. */
export const restoreRole = defineCommand(roleRestore, async (ctx, input) => {
  const before = await lockCustomRole(ctx, input.role_id);
  if (before.archived_at === null) return { result: before, changes: null };
  await requireRoomForRole(ctx);
  const { id, title, level, parent_id: parentId, own_permissions: permissions } = before;
  await requireSoundRole(ctx, { id, title, level, parentId, permissions });
  return writeRole(ctx, before, { archivedAt: null });
});
