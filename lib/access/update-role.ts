import { defineCommand } from '#lib/command/define-command.ts';
import { roleUpdate } from '#lib/contracts/roles.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockCustomRole, writeRole } from './change-role.ts';
import { requireSoundRole } from './require-sound-role.ts';

const isSame = (left: readonly string[], right: readonly string[]): boolean => left.join() === right.join();

/** Whoever widens a role holds what it is widened by, and so does whoever widens what others inherit from. */
export const updateRole = defineCommand(roleUpdate, async (ctx, input) => {
  const before = await lockCustomRole(ctx, input.role_id);
  if (before.archived_at !== null) throw new AppError('conflict', { detail: `${before.title} is archived. Restore it first.` });
  const permissions = input.permissions === undefined ? before.own_permissions : [...new Set(input.permissions)].sort();
  const { title = before.title, description = before.description, level = before.level, parent_id: parentId = before.parent_id } = input;
  const columns = {
    ...(title === before.title ? {} : { title }),
    ...(description === before.description ? {} : { description }),
    ...(level === before.level ? {} : { level }),
    ...(parentId === before.parent_id ? {} : { parentId }),
    ...(isSame(permissions, before.own_permissions) ? {} : { permissions }),
  };
  if (Object.keys(columns).length === 0) return { result: before, changes: null };
  await requireSoundRole(ctx, { id: before.id, title, level, parentId, permissions });
  return writeRole(ctx, before, columns);
});
