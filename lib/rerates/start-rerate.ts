import { and, eq, inArray } from 'drizzle-orm';
import { rerate } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { Rerate, rerateCancel, rerateStart } from '#lib/contracts/rerates.ts';
import { AppError } from '#lib/core/errors.ts';
import { readPriceReview } from '#lib/prices/price-review.ts';
import { refuseLater } from './refuse-later.ts';
import { readRerate } from './rerate-rows.ts';

/** The re-rating, held against the job that carries it out. */
async function openForChange(ctx: OperationContext, id: string): Promise<Rerate> {
  await lockTenant(ctx.tx, ctx.tenantId);
  await lockRow(ctx.tx, rerate, ctx.tenantId, id);
  const before = await readRerate(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

async function change(ctx: OperationContext, before: Rerate, values: Partial<typeof rerate.$inferInsert>): Promise<Outcome<Rerate>> {
  await ctx.tx
    .update(rerate)
    .set({ ...values, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(rerate.tenantId, ctx.tenantId), eq(rerate.id, before.id)));
  const after = await readRerate(ctx, before.id);
  return { result: after, changes: [changeOf('rerate', 'rerate', Rerate, before, after)] };
}

export const startRerate = defineCommand(rerateStart, async (ctx, { rerate_id: id }) => {
  const before = await openForChange(ctx, id);
  if (before.state !== 'previewed')
    throw new AppError('conflict', { detail: 'Only a re-rating that is computed, and not started yet, can be started.' });
  if ((await readPriceReview(ctx)) === 'four_eyes' && before.created_by.id === ctx.caller.userId)
    throw new AppError('conflict', { detail: 'You asked for it yourself; another person has to start it.' });
  // Two at once could compute the same call from the same former cost.
  const running = await ctx.tx
    .select({ id: rerate.id })
    .from(rerate)
    .where(and(eq(rerate.tenantId, ctx.tenantId), inArray(rerate.state, ['running'])));
  if (running.length > 0) throw new AppError('conflict', { detail: 'Another re-rating is being booked. Wait until it is done.' });
  if (before.undo_of_id !== null) await refuseLater(ctx, await readRerate(ctx, before.undo_of_id));
  return await change(ctx, before, { state: 'running', startedBy: ctx.caller.userId, startedAt: ctx.now, afterAt: null, afterId: null });
});

export const cancelRerate = defineCommand(rerateCancel, async (ctx, { rerate_id: id }) => {
  const before = await openForChange(ctx, id);
  if (before.state !== 'previewing' && before.state !== 'previewed' && before.state !== 'running')
    throw new AppError('conflict', { detail: 'It is over already.' });
  return await change(ctx, before, { state: 'cancelled', endedAt: ctx.now });
});
