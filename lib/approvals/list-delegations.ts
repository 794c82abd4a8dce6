import { defineQuery } from '#lib/command/define-query.ts';
import { approvalDelegationList } from '#lib/contracts/approval-delegations.ts';
import { readDelegations } from './delegation-rows.ts';

export const listDelegations = defineQuery(approvalDelegationList, async (ctx) => ({
  data: await readDelegations(ctx),
  next_cursor: null,
}));
