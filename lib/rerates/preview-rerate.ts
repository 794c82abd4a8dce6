import { and, eq, ne } from 'drizzle-orm';
import { priceOverride, priceVersion, rerate, team } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { Rerate, reratePreview, rerateUndo } from '#lib/contracts/rerates.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { refuseLater } from './refuse-later.ts';
import { readRerate } from './rerate-rows.ts';

/** Calls of the last minute may still be on their way into the database. */
const settlingMs = 60_000;

/** What a re-rating names must be there. */
async function requireNamed({ tx, tenantId, now }: OperationContext, input: InputOf<typeof reratePreview>): Promise<void> {
  const errors: FieldError[] = [];
  const fault = (pointer: string, detail: string) => errors.push({ pointer, detail });
  if (input.to.getTime() > now.getTime() - settlingMs) fault('/to', 'Must lie a minute in the past, so that all calls are there');
  const { override_id: overrideId, price_version_id: versionId, team_id: teamId } = input;
  if (overrideId !== undefined) {
    const found = await tx
      .select({ id: priceOverride.id })
      .from(priceOverride)
      .where(and(eq(priceOverride.tenantId, tenantId), eq(priceOverride.id, overrideId), eq(priceOverride.state, 'approved')));
    if (found.length === 0) fault('/override_id', 'There is no approved override with this id');
  }
  if (versionId !== undefined) {
    const found = await tx.select({ id: priceVersion.id }).from(priceVersion).where(eq(priceVersion.id, versionId));
    if (found.length === 0) fault('/price_version_id', 'There is no such version of the price list');
  }
  if (teamId !== undefined) {
    const found = await tx
      .select({ id: team.id })
      .from(team)
      .where(and(eq(team.tenantId, tenantId), eq(team.id, teamId)));
    if (found.length === 0) fault('/team_id', 'There is no such team');
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

export const previewRerate = defineCommand(reratePreview, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  await requireNamed(ctx, input);
  const id = newUuid(now.getTime());
  await tx.insert(rerate).values({
    ...{ tenantId, id, state: 'previewing', reason: input.reason, fromAt: input.from, toAt: input.to, provider: input.provider ?? null },
    ...{ model: input.model ?? null, teamId: input.team_id ?? null, priceVersionId: input.price_version_id ?? null },
    ...{ overrideId: input.override_id ?? null, createdBy: caller.userId, createdAt: now, updatedAt: now },
  });
  const after = await readRerate(ctx, id);
  return { result: after, changes: [changeOf('rerate', 'rerate', Rerate, null, after)] };
});

export const undoRerate = defineCommand(rerateUndo, async (ctx, { rerate_id: id }) => {
  const { tx, tenantId, now, caller } = ctx;
  await lockTenant(tx, tenantId);
  const of = await readRerate(ctx, id);
  const isOver = of.state === 'done' || of.state === 'cancelled' || of.state === 'failed';
  if (!isOver || of.booked_events === 0)
    throw new AppError('conflict', { detail: 'Only what has been booked, and is not going on, can be taken back.' });
  if (of.undo_of_id !== null) throw new AppError('conflict', { detail: 'This one takes another back. Compute the calls again instead.' });
  const existing = await tx
    .select({ id: rerate.id })
    .from(rerate)
    .where(and(eq(rerate.tenantId, tenantId), eq(rerate.undoOfId, id), ne(rerate.state, 'cancelled')));
  if (existing.length > 0) throw new AppError('conflict', { detail: 'It is taken back already.' });
  await refuseLater(ctx, of);
  const undoId = newUuid(now.getTime());
  await tx.insert(rerate).values({
    ...{ tenantId, id: undoId, state: 'previewing', reason: `Takes back: ${of.reason}`.slice(0, 500), fromAt: of.from, toAt: of.to },
    ...{
      provider: of.provider,
      model: of.model,
      teamId: of.team_id,
      undoOfId: id,
      createdBy: caller.userId,
      createdAt: now,
      updatedAt: now,
    },
  });
  const after = await readRerate(ctx, undoId);
  return { result: after, changes: [changeOf('rerate', 'rerate', Rerate, null, after)] };
});
