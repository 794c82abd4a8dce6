import { sql } from 'drizzle-orm';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { sharesFromText } from '#lib/cost-centers/shares-text.ts';
import type { DimensionName } from './name-dimensions.ts';

interface CenterRow extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** Cost centers by their UUIDs, as they are now. */
export type CostCenterNames = ReadonlyMap<string, Pick<CenterRow, 'code' | 'name'>>;

type Naming = Pick<OperationContext, 'tx' | 'tenantId'>;

/** Who the cost centers in sets of shares are; asks nothing where there is none among the names. */
export const nameCostCenters = (reader: Naming, names: Iterable<DimensionName>): Promise<CostCenterNames> =>
  nameShares(
    reader,
    [...names].flatMap(({ kind, value }) => (kind === 'cost_centers' ? [value] : [])),
  );

/** The same of shares as `sharesToText` writes them. */
export async function nameShares({ tx, tenantId }: Naming, texts: readonly string[]): Promise<CostCenterNames> {
  const ids = [...new Set(texts.flatMap((text) => sharesFromText(text).map(({ costCenterId }) => costCenterId)))];
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<CenterRow>(
    sql`select id, code, name from cost_center where tenant_id = ${tenantId} and id = any(${sqlUuidArray(ids)})`,
  );
  return new Map([...rows].map(({ id, code, name }) => [id, { code, name }]));
}
