import { eq } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { residencies, type Tenant } from '#lib/contracts/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { limitsOf } from './tenant-limits.ts';

/** The organization as callers see it. */
export async function readTenant(tx: TenantTransaction, tenantId: string): Promise<Tenant> {
  const [row] = await tx.select().from(tenant).where(eq(tenant.tenantId, tenantId));
  if (row === undefined) throw new AppError('not_found');
  return {
    id: row.tenantId,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    status: row.status,
    residency: residencies.find((residency) => residency === row.residency) ?? 'global',
    time_zone: row.timeZone,
    unpriced_policy: row.unpricedPolicy,
    price_review: row.priceReview,
    limits: limitsOf(row.settings),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    version: row.version,
  };
}
