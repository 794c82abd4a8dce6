import { defineCommand } from '#lib/command/define-command.ts';
import { groupMemberRemove } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockGroup, requireByHand } from './change-group.ts';
import { requireMayGrantAll } from './require-may-grant-all.ts';
import { removeMembers } from './write-members.ts';

export const removeGroupMember = defineCommand(groupMemberRemove, async (ctx, input) => {
  const group = await lockGroup(ctx, input.group_id);
  requireByHand(group, 'The membership');
  await requireMayGrantAll(ctx, group);
  const [change] = await removeMembers(ctx, group, [input.user_id]);
  if (change === undefined) throw new AppError('not_found');
  return { result: null, changes: [change] };
});
