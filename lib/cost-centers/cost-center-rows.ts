import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { budget, costAllocation, costCenter, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { CostCenter } from '#lib/contracts/cost-centers.ts';
import { AppError } from '#lib/core/errors.ts';
import { parseUsd } from '#lib/core/money.ts';

interface StoredBudget {
  readonly id: string;
  readonly name: string;
  /** Decimal dollars, because JSON numbers are doubles. */
  readonly limit: string;
  readonly period: NonNullable<CostCenter['budget']>['period'];
}

/** Rules that give a share to a cost center and have not ended. */
export const allocationsOf = (id: SQL | typeof costCenter.id, now: Date): SQL => sql`
  select a.id from ${costAllocation} a where a.tenant_id = ${costCenter.tenantId} and a.archived_at is null
    and (a.valid_until_at is null or a.valid_until_at > ${now.toISOString()}::timestamptz)
    and a.shares @> jsonb_build_array(jsonb_build_object('costCenterId', ${id}::text))`;

/** Cost centers as callers see them. */
export async function readCostCenters(
  { tx, tenantId, now }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<CostCenter[]> {
  const rows = await tx
    .select({
      row: costCenter,
      managerName: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      allocations: sql<number>`(select count(*)::integer from (${allocationsOf(costCenter.id, now)}) as rules)`,
      budget: sql<StoredBudget | null>`(select json_build_object('id', b.id, 'name', b.name, 'period', b.period_kind,
          'limit', (b.limit_nano_usd::numeric / 1000000000)::numeric(30, 9)::text)
        from ${budget} b where b.tenant_id = ${costCenter.tenantId} and b.scope_kind = 'cost_center' and b.scope_value = ${costCenter.id}::text
          and b.archived_at is null order by b.id limit 1)`,
    })
    .from(costCenter)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, costCenter.tenantId), eq(userAccount.id, costCenter.managerId)))
    .where(and(eq(costCenter.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, managerName, allocations, budget: of }) => ({
    ...{ id: row.id, code: row.code, name: row.name, description: row.description, parent_id: row.parentId },
    ...{ manager_id: row.managerId, manager_name: managerName, allocation_count: allocations },
    budget: of === null ? null : { id: of.id, name: of.name, period: of.period, limit_usd: parseUsd(of.limit) ?? 0n },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, archived_at: row.archivedAt, version: row.version },
  }));
}

export async function readCostCenter(ctx: OperationContext, id: string): Promise<CostCenter> {
  const [found] = await readCostCenters(ctx, { where: eq(costCenter.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** Active ones of the tenant. */
export const isActiveCenter = (tenantId: string): SQL | undefined => and(eq(costCenter.tenantId, tenantId), isNull(costCenter.archivedAt));
