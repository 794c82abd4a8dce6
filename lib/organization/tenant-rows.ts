import { eq, getTableColumns, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { residencies, type Tenant } from '#lib/contracts/tenant.ts';
import { AppError } from '#lib/core/errors.ts';
import { billingOf } from './tenant-billing.ts';
import { limitsOf, planOf } from './tenant-limits.ts';

/** Names alone: who manages the domains is lib/sso. */
const provedDomains = (tenantId: string) =>
  sql<string[]>`array(select domain from sso_domain where tenant_id = ${tenantId} and verified_at is not null order by domain)`;

/** The organization as callers see it. */
export async function readTenant(tx: TenantTransaction, tenantId: string): Promise<Tenant> {
  const [row] = await tx
    .select({ ...getTableColumns(tenant), domains: provedDomains(tenantId) })
    .from(tenant)
    .where(eq(tenant.tenantId, tenantId));
  if (row === undefined) throw new AppError('not_found');
  return {
    id: row.tenantId,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    status: row.status,
    domains: row.domains,
    residency: residencies.find((residency) => residency === row.residency) ?? 'global',
    time_zone: row.timeZone,
    unpriced_policy: row.unpricedPolicy,
    price_review: row.priceReview,
    plan: planOf(row.settings, row.ceiling),
    billing: billingOf(row.settings),
    limits: limitsOf(row.settings, row.ceiling),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    version: row.version,
  };
}
