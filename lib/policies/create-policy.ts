import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { policyCreate } from '#lib/contracts/policies.ts';
import { Policy } from '#lib/contracts/policy-resource.ts';
import { insertPolicy } from './change-policy.ts';
import { requireDefinition } from './require-definition.ts';

export const createPolicy = defineCommand(policyCreate, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  await requireDefinition(ctx, input.draft, '/draft');
  const after = await insertPolicy(ctx, input);
  return { result: after, changes: [changeOf('policy', 'policy', Policy, null, after)] };
});
