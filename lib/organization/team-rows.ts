import { and, count, eq, type SQL, sql } from 'drizzle-orm';
import { department, membership, team, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Team } from '#lib/contracts/teams.ts';
import { AppError } from '#lib/core/errors.ts';

/** Leads shown with a team. */
const leadsMax = 10;

/** Teams as callers see them. */
export async function readTeams(
  tx: TenantTransaction,
  tenantId: string,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Team[]> {
  const inTeam = and(eq(membership.tenantId, tenantId), eq(membership.teamId, team.id));
  const members = tx.select({ count: count() }).from(membership).where(inTeam);
  const leads = tx
    .select({ id: membership.id, userId: membership.userId, name: userAccount.name })
    .from(membership)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, membership.tenantId), eq(userAccount.id, membership.userId)))
    .where(and(inTeam, eq(membership.teamRole, 'lead')))
    .orderBy(membership.id)
    .limit(leadsMax);
  return tx
    .select({
      id: team.id,
      name: team.name,
      description: team.description,
      department_id: team.departmentId,
      department_name: department.name,
      parent_id: team.parentId,
      member_count: sql<number>`(${members})::integer`,
      leads: sql<
        Team['leads']
      >`(select coalesce(json_agg(json_build_object('user_id', lead.user_id, 'name', lead.name) order by lead.id), '[]')
        from (${leads}) as lead)`,
      created_at: team.createdAt,
      updated_at: team.updatedAt,
      archived_at: team.archivedAt,
      version: team.version,
    })
    .from(team)
    .leftJoin(department, and(eq(department.tenantId, team.tenantId), eq(department.id, team.departmentId)))
    .where(and(eq(team.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readTeam(tx: TenantTransaction, tenantId: string, id: string): Promise<Team> {
  const [found] = await readTeams(tx, tenantId, { where: eq(team.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
