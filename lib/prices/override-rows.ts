import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { priceOverride } from '#db/schema/index.ts';
import { priceMeters } from '#lib/catalog/model-price.ts';
import { storedTerms } from '#lib/catalog/read-tenant-prices.ts';
import { usdOfUnit } from '#lib/catalog/to-price-tiers.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { PriceOverride } from '#lib/contracts/price-overrides.ts';
import { AppError } from '#lib/core/errors.ts';
import { nameOfPerson } from './name-of-person.ts';

type Row = typeof priceOverride.$inferSelect;

/** How an override stands at an instant; what was approved is scheduled, active or ended by its validity. */
export const overrideStateOf = (now: Date): SQL<PriceOverride['state']> => sql<PriceOverride['state']>`case
  when ${priceOverride.state} <> 'approved' then ${priceOverride.state}
  when ${priceOverride.validToAt} is not null and ${priceOverride.validToAt} <= ${now.toISOString()}::timestamptz then 'ended'
  when ${priceOverride.validFromAt} > ${now.toISOString()}::timestamptz then 'scheduled' else 'active' end`;

function ratesOf(row: Row): PriceOverride['rates'] {
  const terms = storedTerms(row);
  if (terms.kind === 'discount') return null;
  return priceMeters.flatMap((meter) => {
    const pico = terms.picoUsdPerUnit[meter];
    return pico === undefined ? [] : [{ meter, usd: usdOfUnit(meter, pico).usd }];
  });
}

export interface OverrideQuery {
  readonly where: SQL;
  readonly orderBy: SQL;
  readonly limit: number;
}

/** Overrides as callers see them. */
export async function readOverrideRows({ tx, tenantId, now }: OperationContext, query: OverrideQuery): Promise<PriceOverride[]> {
  const rows = await tx
    .select({
      ...getTableColumns(priceOverride),
      standing: overrideStateOf(now),
      proposedByName: nameOfPerson(priceOverride.tenantId, priceOverride.proposedBy),
      decidedByName: nameOfPerson(priceOverride.tenantId, priceOverride.decidedBy),
    })
    .from(priceOverride)
    .where(sql`${eq(priceOverride.tenantId, tenantId)} and ${query.where}`)
    .orderBy(query.orderBy)
    .limit(query.limit);
  return rows.map(({ standing, proposedByName, decidedByName, ...row }) => ({
    ...{ id: row.id, provider: row.provider, model: row.model, rates: ratesOf(row) },
    discount_percent: row.discountBasisPoints === null ? null : row.discountBasisPoints / 100,
    ...{ valid_from: row.validFromAt, valid_to: row.validToAt, state: standing, note: row.note, decision_note: row.decisionNote },
    proposed_by: { id: row.proposedBy, name: proposedByName },
    decided_by: row.decidedBy === null ? null : { id: row.decidedBy, name: decidedByName },
    ...{ decided_at: row.decidedAt, created_at: row.createdAt, version: row.version },
  }));
}

export async function readOverrideRow(ctx: OperationContext, id: string): Promise<PriceOverride> {
  const [found] = await readOverrideRows(ctx, { where: eq(priceOverride.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
