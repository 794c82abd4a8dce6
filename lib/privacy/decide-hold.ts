import { and, eq } from 'drizzle-orm';
import { legalHold } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { requireSecondPerson } from '#lib/command/require-second-person.ts';
import { LegalHold, legalHoldApprove, legalHoldRelease } from '#lib/contracts/legal-holds.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockHold, readHold } from './hold-rows.ts';

async function moveHold(
  ctx: OperationContext,
  before: LegalHold,
  set: Partial<typeof legalHold.$inferInsert>,
): Promise<Outcome<LegalHold>> {
  const { tx, tenantId, now } = ctx;
  await tx
    .update(legalHold)
    .set({ ...set, updatedAt: now, version: before.version + 1 })
    .where(and(eq(legalHold.tenantId, tenantId), eq(legalHold.id, before.id)));
  const after = await readHold(ctx, before.id);
  return { result: after, changes: [changeOf('legal_hold', 'legalHold', LegalHold, before, after)] };
}

export const approveLegalHold = defineCommand(legalHoldApprove, async (ctx, input) => {
  const { before, createdBy, releaseBy } = await lockHold(ctx, input.legal_hold_id);
  const { userId } = ctx.caller;
  if (before.state === 'released' || before.state === 'active')
    throw new AppError('conflict', { detail: `There is nothing to approve: the hold is ${before.state}.` });
  const proposedBy = before.state === 'proposed' ? createdBy : releaseBy;
  await requireSecondPerson(ctx, [proposedBy], 'Somebody else than who proposed it has to approve.');
  return before.state === 'proposed'
    ? moveHold(ctx, before, { state: 'active', approvedBy: userId, approvedAt: ctx.now })
    : moveHold(ctx, before, { state: 'released', releasedBy: userId, releasedAt: ctx.now });
});

export const releaseLegalHold = defineCommand(legalHoldRelease, async (ctx, input) => {
  const { before } = await lockHold(ctx, input.legal_hold_id);
  const { userId } = ctx.caller;
  if (before.state === 'released' || before.state === 'release_proposed')
    throw new AppError('conflict', { detail: 'Its release was proposed already.' });
  const proposed = { releaseReason: input.reason, releaseBy: userId };
  return before.state === 'active'
    ? moveHold(ctx, before, { state: 'release_proposed', ...proposed })
    : moveHold(ctx, before, { state: 'released', ...proposed, releasedBy: userId, releasedAt: ctx.now });
});
