import { and, eq } from 'drizzle-orm';
import { policy, policyVersion } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { policyPublish } from '#lib/contracts/policies.ts';
import type { Policy } from '#lib/contracts/policy-resource.ts';
import { AppError } from '#lib/core/errors.ts';
import { changePolicy, draftColumns, lockPolicy } from './change-policy.ts';
import { readSettings } from './policy-settings.ts';
import { requireDefinition } from './require-definition.ts';
import { requireFewPromptComparisons } from './require-few-prompt-comparisons.ts';
import { writerOf } from './version-rows.ts';

/** Where the organization wants two people, who wrote a version is not the one who puts it in force. */
async function requireSecondPerson(ctx: OperationContext, writtenBy: string | null): Promise<void> {
  const { needs_second_person: isNeeded } = await readSettings(ctx);
  if (!isNeeded || (writtenBy !== null && ctx.caller.userId !== null && writtenBy !== ctx.caller.userId)) return;
  throw new AppError('forbidden', {
    detail: 'Here a second person puts policies in force: ask a colleague who did not write this version.',
  });
}

async function draftWriter({ tx, tenantId }: OperationContext, { id }: Policy): Promise<string | null> {
  const [row] = await tx
    .select({ savedBy: policy.draftSavedBy })
    .from(policy)
    .where(and(eq(policy.tenantId, tenantId), eq(policy.id, id)));
  return row?.savedBy ?? null;
}

/** The draft becomes the next version. What it names may have gone since it was saved, so it is checked again. */
async function addVersion(ctx: OperationContext, before: Policy, note: string, writtenBy: string | null): Promise<number> {
  const { tx, tenantId, now } = ctx;
  if (before.draft === null)
    throw new AppError('conflict', { detail: 'There is no draft to publish: what is published is what was saved last.' });
  await requireDefinition(ctx, before.draft, '/draft');
  const number = (before.latest_version ?? 0) + 1;
  await tx.insert(policyVersion).values({
    ...{ tenantId, policyId: before.id, number, definition: before.draft, note, writtenBy },
    ...{ createdBy: ctx.caller.userId, createdAt: now },
  });
  return number;
}

/**
 * A draft is published; without one, what watches is put in force. A shadow stands beside what is in force and ends when something
 * is. The tenant and the policy are locked, because what all policies may do together is checked.
 */
export async function publishLocked(
  ctx: OperationContext,
  before: Policy,
  { mode, note }: Pick<InputOf<typeof policyPublish>, 'mode' | 'note'>,
): Promise<Outcome<Policy>> {
  const isPromotion = mode === 'active' && before.draft === null && before.shadow_version !== null;
  const writtenBy = isPromotion ? await writerOf(ctx, before.id, before.shadow_version ?? 0) : await draftWriter(ctx, before);
  if (mode === 'active') await requireSecondPerson(ctx, writtenBy);
  // What a policy that watches is promoted to is counted already.
  if (isPromotion) return changePolicy(ctx, before, { activeVersion: before.shadow_version, shadowVersion: null, publishedAt: ctx.now });
  const number = await addVersion(ctx, before, note, writtenBy);
  const inForce = mode === 'active' ? { activeVersion: number, shadowVersion: null } : { shadowVersion: number };
  const outcome = await changePolicy(ctx, before, { ...inForce, publishedAt: ctx.now, ...draftColumns(ctx, null) });
  await requireFewPromptComparisons(ctx, before.id, '/draft/rules/conditions');
  return outcome;
}

export const publishPolicy = defineCommand(policyPublish, async (ctx, { policy_id: id, ...how }) => {
  // What all policies may do together is checked, so one is changed at a time.
  await lockTenant(ctx.tx, ctx.tenantId);
  return publishLocked(ctx, await lockPolicy(ctx, id), how);
});
