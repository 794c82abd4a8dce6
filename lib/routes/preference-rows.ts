import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { department, routingPreference, team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { RoutingPreference } from '#lib/contracts/routing-preferences.ts';

type Row = typeof routingPreference.$inferSelect;

/** Preferences as callers see them, the tenant's first. */
export async function readPreferences({ tx, tenantId }: OperationContext, where: SQL | undefined): Promise<RoutingPreference[]> {
  const rows = await tx
    .select({ row: routingPreference, department: department.name, team: team.name })
    .from(routingPreference)
    .leftJoin(department, and(eq(department.tenantId, routingPreference.tenantId), eq(department.id, routingPreference.scopeId)))
    .leftJoin(team, and(eq(team.tenantId, routingPreference.tenantId), eq(team.id, routingPreference.scopeId)))
    .where(and(eq(routingPreference.tenantId, tenantId), where))
    .orderBy(sql`array_position(array['tenant', 'department', 'team'], ${routingPreference.scopeKind})`, asc(routingPreference.id));
  return rows.map(({ row, ...names }) => toResource(row, names.department ?? names.team));
}

const toResource = (row: Row, scopeName: string | null): RoutingPreference => ({
  id: row.id,
  scope_kind: row.scopeKind,
  department_id: row.scopeKind === 'department' ? row.scopeId : null,
  team_id: row.scopeKind === 'team' ? row.scopeId : null,
  scope_name: scopeName,
  connection_ids: row.connectionIds,
  providers: row.providers,
  optimization: row.optimization,
  updated_at: row.updatedAt,
  version: row.version,
});
