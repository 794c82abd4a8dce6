import { defineCommand } from '#lib/command/define-command.ts';
import { groupCreate } from '#lib/contracts/groups.ts';
import { groupChange } from './group-change.ts';
import { insertGroup } from './insert-group.ts';

export const createGroup = defineCommand(groupCreate, async (ctx, input) => {
  const { name, description, cost_center_id: costCenterId = null } = input;
  const after = await insertGroup(ctx, { name, description, origin: 'manual', externalId: null, costCenterId });
  return { result: after, changes: [groupChange(null, after)] };
});
