import { isDeepStrictEqual } from 'node:util';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { policyUpdate } from '#lib/contracts/policies.ts';
import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { changePolicy, draftColumns, lockPolicy } from './change-policy.ts';
import { requireDefinition } from './require-definition.ts';

/** The columns of a draft that differs from the one before; a draft that equals what is in force is none. */
export async function draftChange(ctx: OperationContext, before: Policy, draft: PolicyDefinition | null | undefined) {
  if (draft === undefined || isDeepStrictEqual(draft, before.draft)) return {};
  if (draft !== null) {
    await requireDefinition(ctx, draft, '/draft');
    const isInForce = before.active_version !== null && isDeepStrictEqual(draft, before.definition);
    return draftColumns(ctx, isInForce ? null : draft);
  }
  if (before.latest_version === null)
    throw new AppError('conflict', {
      detail: 'Nothing of this policy is published yet: it cannot be without a draft. Archive it instead.',
    });
  return draftColumns(ctx, null);
}

export const updatePolicy = defineCommand(policyUpdate, async (ctx, input) => {
  const before = await lockPolicy(ctx, input.policy_id);
  const { name, description, type } = input;
  const columns = {
    ...(name === undefined || name === before.name ? {} : { name }),
    ...(description === undefined || description === before.description ? {} : { description }),
    ...(type === undefined || type === before.type ? {} : { type }),
    ...(await draftChange(ctx, before, input.draft)),
  };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : changePolicy(ctx, before, columns);
});
