import { and, eq, inArray, isNull } from 'drizzle-orm';
import { role, team } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { DashboardShare } from '#lib/contracts/dashboards.ts';
import { AppError } from '#lib/core/errors.ts';

/** Throws `not_found` with pointers for teams and roles that are not there, archived, or another tenant's. */
export async function requireShares({ tx, tenantId }: OperationContext, shares: readonly DashboardShare[]): Promise<void> {
  const teamIds = shares.flatMap((share) => (share.with === 'team' ? [share.team_id] : []));
  const roleIds = shares.flatMap((share) => (share.with === 'role' ? [share.role_id] : []));
  const known = new Set<string>();
  for (const [table, ids] of [[team, teamIds] as const, [role, roleIds] as const]) {
    if (ids.length === 0) continue;
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), inArray(table.id, ids), isNull(table.archivedAt)));
    for (const { id } of rows) known.add(id);
  }
  const errors = shares.flatMap((share, at) => {
    if (share.with === 'tenant') return [];
    const id = share.with === 'team' ? share.team_id : share.role_id;
    return known.has(id) ? [] : [{ pointer: `/shares/${at}/${share.with}_id`, detail: `There is no such ${share.with}` }];
  });
  if (errors.length > 0) throw new AppError('not_found', { errors });
}
