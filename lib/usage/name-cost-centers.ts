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

/** Who the cost centers in sets of shares are; asks nothing where there is none among the names. */
export async function nameCostCenters({ tx, tenantId }: OperationContext, names: Iterable<DimensionName>): Promise<CostCenterNames> {
  const shares = [...names].flatMap(({ kind, value }) => (kind === 'cost_centers' ? sharesFromText(value) : []));
  const ids = [...new Set(shares.map(({ costCenterId }) => costCenterId))];
  if (ids.length === 0) return new Map();
  const rows = await tx.execute<CenterRow>(
    sql`select id, code, name from cost_center where tenant_id = ${tenantId} and id = any(${sqlUuidArray(ids)})`,
  );
  return new Map([...rows].map(({ id, code, name }) => [id, { code, name }]));
}
