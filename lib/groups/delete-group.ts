import { defineCommand } from '#lib/command/define-command.ts';
import { groupDelete } from '#lib/contracts/groups.ts';
import { lockGroup, removeGroup, requireByHand } from './change-group.ts';
import { groupChange } from './group-change.ts';
import { requireMayGrantAll } from './require-may-grant-all.ts';

export const deleteGroup = defineCommand(groupDelete, async (ctx, input) => {
  const before = await lockGroup(ctx, input.group_id);
  ctx.expectVersion(before.version);
  requireByHand(before, 'The existence');
  await requireMayGrantAll(ctx, before);
  await removeGroup(ctx, before.id);
  return { result: null, changes: [groupChange(before, null)] };
});
