import { defineCommand } from '#lib/command/define-command.ts';
import { groupUpdate } from '#lib/contracts/groups.ts';
import { changeGroup, lockGroup, requireByHand } from './change-group.ts';
import { groupChange } from './group-change.ts';
import { requireCenter } from './insert-group.ts';

/** The description and the cost center are ours, also where the identity provider keeps the name. */
export const updateGroup = defineCommand(groupUpdate, async (ctx, input) => {
  const before = await lockGroup(ctx, input.group_id);
  ctx.expectVersion(before.version);
  const columns = {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(input.description === undefined || input.description === before.description ? {} : { description: input.description }),
    ...(input.cost_center_id === undefined || input.cost_center_id === before.cost_center_id ? {} : { costCenterId: input.cost_center_id }),
  };
  if (Object.keys(columns).length === 0) return { result: before, changes: null };
  if (columns.name !== undefined) requireByHand(before, 'The name');
  await requireCenter(ctx, columns.costCenterId);
  const after = await changeGroup(ctx, before.id, columns);
  return { result: after, changes: [groupChange(before, after)] };
});
