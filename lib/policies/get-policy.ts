import { defineQuery } from '#lib/command/define-query.ts';
import { policyGet } from '#lib/contracts/policies.ts';
import { readPolicy } from './policy-rows.ts';

export const getPolicy = defineQuery(policyGet, (ctx, input) => readPolicy(ctx, input.policy_id));
