import { eq, max } from 'drizzle-orm';
import { priceDecision, tenant } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { priceReviews } from '#lib/contracts/tenant.ts';

export type PriceReview = (typeof priceReviews)[number];

/** Who lets changes of prices into force in this organization. */
export async function readPriceReview({ tx, tenantId }: OperationContext): Promise<PriceReview> {
  const [row] = await tx.select({ review: tenant.priceReview }).from(tenant).where(eq(tenant.tenantId, tenantId));
  return row?.review ?? 'review';
}

/** The number of the next decision; under the tenant's lock. */
export async function nextDecisionNumber({ tx, tenantId }: OperationContext): Promise<number> {
  const [row] = await tx
    .select({ last: max(priceDecision.number) })
    .from(priceDecision)
    .where(eq(priceDecision.tenantId, tenantId));
  return (row?.last ?? 0) + 1;
}
