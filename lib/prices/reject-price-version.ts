import { and, eq, gt, or, sql } from 'drizzle-orm';
import { priceDecision } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { PriceVersion, priceVersionReject } from '#lib/contracts/price-versions.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { nextDecisionNumber } from './price-review.ts';
import { readVersion } from './version-rows.ts';

/** Takes back what was asked for or has not begun; answers whether there was such a thing. */
async function takeBack({ tx, tenantId, now, caller }: OperationContext, versionId: string, note: string): Promise<boolean> {
  const open = or(eq(priceDecision.state, 'proposed'), and(eq(priceDecision.state, 'approved'), gt(priceDecision.effectiveAt, now)));
  const rows = await tx
    .update(priceDecision)
    .set({
      ...{ state: 'rejected', decidedBy: caller.userId, decidedAt: now, decisionNote: note, updatedAt: now },
      version: sql`${priceDecision.version} + 1`,
    })
    .where(and(eq(priceDecision.tenantId, tenantId), eq(priceDecision.versionId, versionId), open))
    .returning({ id: priceDecision.id });
  return rows.length > 0;
}

export const rejectPriceVersion = defineCommand(priceVersionReject, async (ctx, { version_id: versionId, note }) => {
  const { tx, tenantId, now, caller } = ctx;
  await lockTenant(tx, tenantId);
  const before = await readVersion(ctx, versionId);
  if (before.state === 'in_force' || before.state === 'former')
    throw new AppError('conflict', { detail: 'This version is or was in force. Approve another one to leave it.' });
  if (before.state === 'rejected') throw new AppError('conflict', { detail: 'This version is rejected already.' });
  if (!(await takeBack(ctx, versionId, note))) {
    await tx.insert(priceDecision).values({
      ...{ tenantId, id: newUuid(now.getTime()), number: await nextDecisionNumber(ctx), versionId, state: 'rejected', effectiveAt: now },
      ...{ decisionNote: note, proposedBy: caller.userId, decidedBy: caller.userId, decidedAt: now, createdAt: now, updatedAt: now },
    });
  }
  const after = await readVersion(ctx, versionId);
  return { result: after, changes: [changeOf('price_version', 'priceVersion', PriceVersion, before, after)] };
});
