import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { policyArchive } from '#lib/contracts/policies.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';
import { changePolicy, draftColumns, lockPolicy } from './change-policy.ts';

/** Takes a locked policy out of force for good; its versions stay. */
export const retirePolicy = (ctx: OperationContext, before: Policy): Promise<Outcome<Policy>> =>
  changePolicy(ctx, before, { archivedAt: ctx.now, activeVersion: null, shadowVersion: null, ...draftColumns(ctx, null) });

export const archivePolicy = defineCommand(policyArchive, async (ctx, input) => retirePolicy(ctx, await lockPolicy(ctx, input.policy_id)));
