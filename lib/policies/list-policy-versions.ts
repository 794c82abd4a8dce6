import { defineQuery } from '#lib/command/define-query.ts';
import { policyVersionList } from '#lib/contracts/policies.ts';
import { readPolicy } from './policy-rows.ts';
import { readVersions } from './version-rows.ts';

export const listPolicyVersions = defineQuery(policyVersionList, async (ctx, input) => ({
  data: await readVersions(ctx, await readPolicy(ctx, input.policy_id)),
  next_cursor: null,
}));
