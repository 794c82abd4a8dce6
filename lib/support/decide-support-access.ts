import { and, eq } from 'drizzle-orm';
import { supportAccess, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { SupportAccess, supportAccessEnd, supportAccessGrant, supportAccessRefuse } from '#lib/contracts/support.ts';
import { AppError } from '#lib/core/errors.ts';
import { closeAccount } from '#lib/identity/close-account.ts';
import { openSupportAccount } from './support-account.ts';
import { readOneSupportAccess } from './support-rows.ts';

const hourMs = 3_600_000;

/** The request, held until the end of the transaction; `conflict` where something else became of it than `state`. */
async function lockIn(ctx: OperationContext, id: string, state: SupportAccess['state']): Promise<SupportAccess> {
  await lockRow(ctx.tx, supportAccess, ctx.tenantId, id);
  const before = await readOneSupportAccess(ctx.tx, ctx.tenantId, ctx.now, id);
  if (before.state !== state) throw new AppError('conflict', { detail: `This request is ${before.state} already.` });
  return before;
}

async function settle(
  ctx: OperationContext,
  before: SupportAccess,
  values: Partial<typeof supportAccess.$inferInsert>,
): Promise<Outcome<SupportAccess>> {
  const { tx, tenantId, now } = ctx;
  await tx
    .update(supportAccess)
    .set({ ...values, updatedAt: now, version: before.version + 1 })
    .where(and(eq(supportAccess.tenantId, tenantId), eq(supportAccess.id, before.id)));
  const after = await readOneSupportAccess(tx, tenantId, now, before.id);
  return { result: after, changes: [changeOf('support_access', 'supportAccess', SupportAccess, before, after)] };
}

export const grantSupportAccess = defineCommand(supportAccessGrant, async (ctx, { access_id: id }) => {
  const before = await lockIn(ctx, id, 'asked');
  const endsAt = new Date(ctx.now.getTime() + before.hours * hourMs);
  await openSupportAccount(ctx, { id, operatorName: before.operator_name, operatorEmail: before.operator_email }, endsAt);
  return settle(ctx, before, { state: 'granted', endsAt, decidedBy: ctx.caller.userId, decidedAt: ctx.now });
});

export const refuseSupportAccess = defineCommand(supportAccessRefuse, async (ctx, { access_id: id }) => {
  const before = await lockIn(ctx, id, 'asked');
  return settle(ctx, before, { state: 'refused', decidedBy: ctx.caller.userId, decidedAt: ctx.now });
});

export const endSupportAccess = defineCommand(supportAccessEnd, async (ctx, { access_id: id }) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockIn(ctx, id, 'granted');
  const outcome = await settle(ctx, before, { state: 'ended', endsAt: now });
  const [row] = await tx
    .select({ id: userAccount.id, version: userAccount.version })
    .from(supportAccess)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, supportAccess.userId)))
    .where(and(eq(supportAccess.tenantId, tenantId), eq(supportAccess.id, id)));
  const closed = row === undefined ? null : await closeAccount(ctx, row);
  return { ...outcome, changes: [...outcome.changes, ...(closed?.changes ?? [])] };
});
