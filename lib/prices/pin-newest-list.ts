import { priceDecision } from '#db/schema/index.ts';
import { currentPriceVersion } from '#lib/catalog/load-price-table.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { newUuid } from '#lib/core/ids.ts';
import { nextDecisionNumber } from './price-review.ts';

/** When lists begin to be reviewed, the one in force stays in force: it is written down as decided. */
export async function pinNewestList(ctx: OperationContext): Promise<void> {
  const { tx, tenantId, now, caller } = ctx;
  const versionId = await currentPriceVersion(tx);
  if (versionId === undefined) return;
  await tx.insert(priceDecision).values({
    ...{ tenantId, id: newUuid(now.getTime()), number: await nextDecisionNumber(ctx), versionId, state: 'approved', effectiveAt: now },
    ...{ note: 'In force when the review of price lists began', proposedBy: caller.userId, decidedBy: caller.userId, decidedAt: now },
    ...{ createdAt: now, updatedAt: now },
  });
}
