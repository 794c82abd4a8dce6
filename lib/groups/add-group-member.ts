import { and, eq, sql } from 'drizzle-orm';
import { groupMember } from '#db/schema/index.ts';
import { requireActivePerson } from '#lib/access/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { groupMemberAdd } from '#lib/contracts/groups.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockGroup, requireByHand } from './change-group.ts';
import { readGroupMembers } from './group-member-rows.ts';
import { requireMayGrantAll } from './require-may-grant-all.ts';
import { addMembers } from './write-members.ts';

export const addGroupMember = defineCommand(groupMemberAdd, async (ctx, input) => {
  const group = await lockGroup(ctx, input.group_id);
  requireByHand(group, 'The membership');
  await requireActivePerson(ctx, input.user_id);
  await requireMayGrantAll(ctx, group);
  const [change] = await addMembers(ctx, group, [input.user_id]);
  if (change === undefined) {
    const errors = [{ pointer: '/user_id', detail: 'This person is in the group already' }];
    throw new AppError('conflict', { detail: 'This person is in the group already.', errors });
  }
  const where = and(eq(groupMember.groupId, group.id), eq(groupMember.userId, input.user_id));
  const [after] = await readGroupMembers(ctx, { where, orderBy: sql`1`, limit: 1 });
  if (after === undefined) throw new AppError('not_found');
  return { result: after, changes: [change] };
});
