import { and, eq, sql } from 'drizzle-orm';
import { priceDecision } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { PriceVersion, priceVersionApprove } from '#lib/contracts/price-versions.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { nextDecisionNumber, readPriceReview } from './price-review.ts';
import { readVersion } from './version-rows.ts';

interface Wanted {
  readonly versionId: string;
  readonly effectiveAt: Date;
  readonly note: string;
}

async function addDecision(ctx: OperationContext, { versionId, effectiveAt, note }: Wanted, isDecided: boolean): Promise<void> {
  const { tx, tenantId, now, caller } = ctx;
  await tx.insert(priceDecision).values({
    ...{ tenantId, id: newUuid(now.getTime()), number: await nextDecisionNumber(ctx), versionId, effectiveAt, note },
    ...{ state: isDecided ? 'approved' : 'proposed', proposedBy: caller.userId, createdAt: now, updatedAt: now },
    ...(isDecided ? { decidedBy: caller.userId, decidedAt: now } : {}),
  });
}

/** The second person agrees. A time that has passed meanwhile is now: nothing is priced backwards. */
async function agree(ctx: OperationContext, { versionId, effectiveAt, note }: Wanted): Promise<void> {
  const { tx, tenantId, now, caller } = ctx;
  await tx
    .update(priceDecision)
    .set({
      ...{ state: 'approved', decidedBy: caller.userId, decidedAt: now, decisionNote: note, updatedAt: now },
      ...{ effectiveAt: effectiveAt < now ? now : effectiveAt, version: sql`${priceDecision.version} + 1` },
    })
    .where(and(eq(priceDecision.tenantId, tenantId), eq(priceDecision.versionId, versionId), eq(priceDecision.state, 'proposed')));
}

export const approvePriceVersion = defineCommand(priceVersionApprove, async (ctx, input) => {
  const { now, caller } = ctx;
  await lockTenant(ctx.tx, ctx.tenantId);
  const review = await readPriceReview(ctx);
  if (review === 'automatic')
    throw new AppError('conflict', {
      detail: 'The newest price list is always in force here. Let price lists be reviewed first, in the settings of the organization.',
    });
  const before = await readVersion(ctx, input.version_id);
  if (input.effective_at !== undefined && input.effective_at < now)
    throw new AppError('validation_failed', { errors: [{ pointer: '/effective_at', detail: 'Must not lie in the past' }] });
  const isLater = input.effective_at !== undefined;
  if (before.state === 'in_force' && !isLater) throw new AppError('conflict', { detail: 'This version is in force already.' });
  const wanted = { versionId: input.version_id, effectiveAt: input.effective_at ?? now, note: input.note };
  if (before.state !== 'waiting') await addDecision(ctx, wanted, review === 'review');
  else if (before.decision?.proposed_by.id === caller.userId && review === 'four_eyes')
    throw new AppError('conflict', { detail: 'You have agreed already; another person has to.' });
  else await agree(ctx, { ...wanted, effectiveAt: input.effective_at ?? before.decision?.effective_at ?? now });
  const after = await readVersion(ctx, input.version_id);
  return { result: after, changes: [changeOf('price_version', 'priceVersion', PriceVersion, before, after)] };
});
