import { and, asc, eq, gt, isNull, or } from 'drizzle-orm';
import { priceDecision, priceOverride, priceVersion, tenant } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { priceTableOf } from './current-price-table.ts';
import { type PriceMeter, priceMeters } from './model-price.ts';
import type { OverrideTerms, PriceOverride } from './price-override.ts';
import { type ScheduledTable, TenantPrices } from './tenant-prices.ts';

/** A decision's version and the time from which it is in force. */
export interface ScheduledVersion {
  readonly fromMs: number;
  readonly versionId: string;
}

/** The version that a tenant without a decision has: the newest there was when it began, or the first there ever was. */
async function firstVersion(tx: TenantTransaction, createdAt: Date): Promise<string | undefined> {
  const versions = await tx
    .select({ id: priceVersion.id, createdAt: priceVersion.createdAt })
    .from(priceVersion)
    .orderBy(asc(priceVersion.createdAt), asc(priceVersion.id));
  return (versions.findLast((version) => version.createdAt <= createdAt) ?? versions[0])?.id;
}

/**
 * The approved versions of a tenant by the time from which they are in force; of two for the same time the later decision
 * counts. Null where the newest list is always in force; empty before the first import.
 */
export async function readSchedule(tx: TenantTransaction, tenantId: string): Promise<readonly ScheduledVersion[] | null> {
  const [own] = await tx
    .select({ review: tenant.priceReview, createdAt: tenant.createdAt })
    .from(tenant)
    .where(eq(tenant.tenantId, tenantId));
  if (own === undefined || own.review === 'automatic') return null;
  const decisions = await tx
    .select({ effectiveAt: priceDecision.effectiveAt, versionId: priceDecision.versionId })
    .from(priceDecision)
    .where(and(eq(priceDecision.tenantId, tenantId), eq(priceDecision.state, 'approved')))
    .orderBy(asc(priceDecision.effectiveAt), asc(priceDecision.number));
  const first = await firstVersion(tx, own.createdAt);
  if (first === undefined) return [];
  return [
    { fromMs: 0, versionId: first },
    ...decisions.map(({ effectiveAt, versionId }) => ({ fromMs: effectiveAt.getTime(), versionId })),
  ];
}

const isMeter = (name: string): name is PriceMeter => priceMeters.some((meter) => meter === name);

/** Stored terms; a meter that this version does not know charges nothing it could count, so it is left out. */
export function storedTerms(row: Pick<typeof priceOverride.$inferSelect, 'kind' | 'rates' | 'discountBasisPoints'>): OverrideTerms {
  if (row.kind === 'discount') return { kind: 'discount', basisPoints: row.discountBasisPoints ?? 0 };
  const rates: Partial<Record<PriceMeter, bigint>> = {};
  for (const [meter, pico] of Object.entries(row.rates ?? {})) if (isMeter(meter)) rates[meter] = BigInt(pico);
  return { kind: 'rates', picoUsdPerUnit: rates };
}

export const toOverride = (row: typeof priceOverride.$inferSelect): PriceOverride => ({
  ...{ id: row.id, provider: row.provider, model: row.model, terms: storedTerms(row) },
  ...{ validFromMs: row.validFromAt.getTime(), validToMs: row.validToAt?.getTime() ?? null },
});

/** The approved overrides of a tenant; those that ended before `sinceMs` are left out. */
export async function readOverrides(tx: TenantTransaction, tenantId: string, sinceMs: number): Promise<readonly PriceOverride[]> {
  const rows = await tx
    .select()
    .from(priceOverride)
    .where(
      and(
        eq(priceOverride.tenantId, tenantId),
        eq(priceOverride.state, 'approved'),
        or(isNull(priceOverride.validToAt), gt(priceOverride.validToAt, new Date(sinceMs))),
      ),
    );
  return rows.map(toOverride);
}

/** Versions that no instant from `sinceMs` on is priced by need not be loaded. */
function still(schedule: readonly ScheduledVersion[], sinceMs: number): readonly ScheduledVersion[] {
  const running = schedule.findLastIndex(({ fromMs }) => fromMs <= sinceMs);
  return schedule.slice(Math.max(0, running));
}

/**
 * What is the tenant's own about its prices from an instant on; null where there is nothing, so that whoever prices calls
 * need not ask.
 */
export async function readTenantPrices(tx: TenantTransaction, tenantId: string, sinceMs: number): Promise<TenantPrices | null> {
  const schedule = await readSchedule(tx, tenantId);
  const overrides = await readOverrides(tx, tenantId, sinceMs);
  if ((schedule === null || schedule.length === 0) && overrides.length === 0) return null;
  if (schedule === null || schedule.length === 0) return new TenantPrices(null, overrides);
  const tables: ScheduledTable[] = [];
  for (const { fromMs, versionId } of still(schedule, sinceMs)) tables.push({ fromMs, table: await priceTableOf(tx, versionId) });
  return new TenantPrices(tables, overrides);
}
