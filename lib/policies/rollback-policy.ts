import { eq } from 'drizzle-orm';
import { policyVersion } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { policyRollback } from '#lib/contracts/policies.ts';
import { AppError } from '#lib/core/errors.ts';
import { changePolicy, lockPolicy } from './change-policy.ts';
import { requireFewPromptComparisons } from './require-few-prompt-comparisons.ts';
import { readVersions } from './version-rows.ts';

/** Puts an older version in force; the draft stays, what watches ends. */
export const rollbackPolicy = defineCommand(policyRollback, async (ctx, input) => {
  // What all policies may do together is checked below, so one is changed at a time.
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await lockPolicy(ctx, input.policy_id);
  const [wanted] = await readVersions(ctx, before, eq(policyVersion.number, input.number));
  if (wanted === undefined)
    throw new AppError('validation_failed', { errors: [{ pointer: '/number', detail: `This policy has no version ${input.number}` }] });
  if (before.active_version === null)
    throw new AppError('conflict', { detail: 'No version of this policy is in force, so there is none to go back from. Publish it.' });
  if (before.active_version <= input.number)
    throw new AppError('conflict', { detail: `Version ${before.active_version} is in force: a rollback goes to an older one.` });
  const outcome = await changePolicy(ctx, before, { activeVersion: input.number, shadowVersion: null, publishedAt: ctx.now });
  await requireFewPromptComparisons(ctx, before.id, '/number');
  return outcome;
});
