import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { UsageFilters } from '#lib/usage/usage-scope.ts';

/**
 * People in a place: active accounts of persons in the organization, members of the teams of a department or of a team with all that
 * lies below it. Null for what has no members: projects, keys, models.
 */
export async function countMembers({ tx, tenantId }: OperationContext, filters: UsageFilters): Promise<number | null> {
  const { department_id: department, team_id: team, ...others } = filters;
  if (Object.values(others).some((value) => value !== undefined) || (department !== undefined && team !== undefined)) return null;
  const isActive = sql`u.tenant_id = ${tenantId} and u.status = 'active' and u.kind = 'person'`;
  const count = async (from: SQL): Promise<number> => {
    const [row] = await tx.execute<{ count: number }>(sql`select count(*)::integer as count from ${from}`);
    return row?.count ?? 0;
  };
  if (department === undefined && team === undefined) return count(sql`user_account u where ${isActive}`);
  return count(sql`user_account u where ${isActive} and exists (
    with recursive departments as (
      select id from department where tenant_id = ${tenantId} and id = ${department ?? null}::uuid
      union select c.id from department c join departments d on c.parent_id = d.id where c.tenant_id = ${tenantId}
    ), teams as (
      select id from team where tenant_id = ${tenantId} and (id = ${team ?? null}::uuid or department_id in (select id from departments))
      union select c.id from team c join teams t on c.parent_id = t.id where c.tenant_id = ${tenantId}
    ) select from membership m where m.tenant_id = ${tenantId} and m.user_id = u.id and m.team_id in (select id from teams))`);
}
