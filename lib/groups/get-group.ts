import { defineQuery } from '#lib/command/define-query.ts';
import { groupGet } from '#lib/contracts/groups.ts';
import { readGroup } from './group-rows.ts';

export const getGroup = defineQuery(groupGet, (ctx, input) => readGroup(ctx, input.group_id));
