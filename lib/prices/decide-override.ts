import { and, eq } from 'drizzle-orm';
import { priceOverride } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { PriceOverride, priceOverrideApprove, priceOverrideEnd, priceOverrideReject } from '#lib/contracts/price-overrides.ts';
import { AppError } from '#lib/core/errors.ts';
import { readOverrideRow } from './override-rows.ts';
import { readPriceReview } from './price-review.ts';
import { refuseOverlap } from './refuse-overlap.ts';

type Values = Partial<Pick<typeof priceOverride.$inferInsert, 'state' | 'validFromAt' | 'validToAt' | 'decisionNote'>>;

/** The override as it stands, held until the end of the transaction together with all that could overlap with it. */
async function openForChange(ctx: OperationContext, id: string): Promise<PriceOverride> {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await readOverrideRow(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

async function change(ctx: OperationContext, before: PriceOverride, values: Values): Promise<Outcome<PriceOverride>> {
  const { tx, tenantId, now, caller } = ctx;
  await tx
    .update(priceOverride)
    .set({ ...values, decidedBy: caller.userId, decidedAt: now, updatedAt: now, version: before.version + 1 })
    .where(and(eq(priceOverride.tenantId, tenantId), eq(priceOverride.id, before.id)));
  const after = await readOverrideRow(ctx, before.id);
  return { result: after, changes: [changeOf('price_override', 'priceOverride', PriceOverride, before, after)] };
}

function requireProposed({ state }: PriceOverride): void {
  if (state !== 'proposed') throw new AppError('conflict', { detail: 'It has been decided already.' });
}

export const approvePriceOverride = defineCommand(priceOverrideApprove, async (ctx, input) => {
  const before = await openForChange(ctx, input.override_id);
  requireProposed(before);
  if ((await readPriceReview(ctx)) === 'four_eyes' && before.proposed_by.id === ctx.caller.userId)
    throw new AppError('conflict', { detail: 'You proposed it yourself; another person has to approve it.' });
  const reach = { id: before.id, provider: before.provider, model: before.model, validFrom: before.valid_from, validTo: before.valid_to };
  await refuseOverlap(ctx, reach);
  return await change(ctx, before, { state: 'approved', decisionNote: input.note });
});

export const rejectPriceOverride = defineCommand(priceOverrideReject, async (ctx, input) => {
  const before = await openForChange(ctx, input.override_id);
  requireProposed(before);
  return await change(ctx, before, { state: 'rejected', decisionNote: input.note });
});

export const endPriceOverride = defineCommand(priceOverrideEnd, async (ctx, input) => {
  const before = await openForChange(ctx, input.override_id);
  if (before.state !== 'active' && before.state !== 'scheduled')
    throw new AppError('conflict', { detail: 'Only what is approved and has not ended can be ended.' });
  const validTo = input.valid_to ?? ctx.now;
  if (validTo < ctx.now)
    throw new AppError('validation_failed', { errors: [{ pointer: '/valid_to', detail: 'Must not lie in the past' }] });
  // One that has not begun never will.
  const isBefore = validTo <= before.valid_from;
  return await change(ctx, before, { decisionNote: input.note, ...(isBefore ? { state: 'rejected' } : { validToAt: validTo }) });
});
