import { and, eq, type SQL, sql } from 'drizzle-orm';
import { costAllocation, costCenter, project, team, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { CostAllocation } from '#lib/contracts/cost-allocations.ts';
import { AppError } from '#lib/core/errors.ts';

const isFrom = (kind: 'team' | 'project' | 'key'): SQL => sql`${costAllocation.sourceKind} = ${sql.raw(`'${kind}'`)}`;

/** Rules as callers see them. */
export async function readAllocations(
  { tx, tenantId }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<CostAllocation[]> {
  const rows = await tx
    .select({
      row: costAllocation,
      sourceName: sql<string | null>`coalesce(${team.name}, ${project.name}, ${virtualKey.name})`,
      centers: sql<Record<string, { code: string; name: string }>>`(
        select coalesce(json_object_agg(c.id, json_build_object('code', c.code, 'name', c.name)), '{}')
        from ${costCenter} c where c.tenant_id = ${costAllocation.tenantId}
          and c.id in (select (s ->> 'costCenterId')::uuid from jsonb_array_elements(${costAllocation.shares}) as s))`,
    })
    .from(costAllocation)
    .leftJoin(team, and(eq(team.tenantId, costAllocation.tenantId), eq(team.id, costAllocation.sourceId), isFrom('team')))
    .leftJoin(project, and(eq(project.tenantId, costAllocation.tenantId), eq(project.id, costAllocation.sourceId), isFrom('project')))
    .leftJoin(virtualKey, and(eq(virtualKey.tenantId, costAllocation.tenantId), eq(virtualKey.id, costAllocation.sourceId), isFrom('key')))
    .where(and(eq(costAllocation.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ row, sourceName, centers }) => {
    const idIf = (kind: CostAllocation['source']) => (row.sourceKind === kind ? row.sourceId : null);
    return {
      ...{ id: row.id, source: row.sourceKind, team_id: idIf('team'), project_id: idIf('project'), key_id: idIf('key') },
      source_name: sourceName,
      shares: row.shares.map(({ costCenterId, partsPerMillion }) => ({
        ...{ cost_center_id: costCenterId, code: centers[costCenterId]?.code ?? null, name: centers[costCenterId]?.name ?? null },
        percent: partsPerMillion / 10_000,
      })),
      ...{ valid_from: row.validFromAt, valid_until: row.validUntilAt },
      ...{ created_at: row.createdAt, updated_at: row.updatedAt, archived_at: row.archivedAt, version: row.version },
    };
  });
}

export async function readAllocation(ctx: OperationContext, id: string): Promise<CostAllocation> {
  const [found] = await readAllocations(ctx, { where: eq(costAllocation.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
