import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Place } from './place-path.ts';

/** What lies in a department or team. */
export interface Subtree {
  /** Active departments below it, itself not counted. */
  readonly departments: number;
  /** Active teams in it, itself counted where it is one. */
  readonly teams: number;
  readonly people: number;
  readonly activeKeys: number;
  readonly disabledKeys: number;
  /** Calls that were charged to its teams, or to its departments themselves, since `since`. */
  readonly calls: number;
}

interface SubtreeRow extends Record<string, unknown> {
  readonly departments: number;
  readonly teams: number;
  readonly people: number;
  readonly active_keys: number;
  readonly disabled_keys: number;
  readonly calls: number;
}

/** Counts what lies in a place; archived teams and departments below it are not looked into, the place itself always is. */
export async function countSubtree(tx: TenantTransaction, tenantId: string, { kind, id }: Place, since: Date): Promise<Subtree> {
  const [row] = await tx.execute<SubtreeRow>(sql`
    with recursive departments as (
      select id from department where tenant_id = ${tenantId} and ${kind} = 'department' and id = ${id}
      union select d.id from department d join departments up on d.parent_id = up.id where d.tenant_id = ${tenantId} and d.archived_at is null
    ), teams as (
      select id from team where tenant_id = ${tenantId} and ${kind} = 'team' and id = ${id}
      union select id from team where tenant_id = ${tenantId} and archived_at is null and department_id in (select id from departments)
      union select t.id from team t join teams up on t.parent_id = up.id where t.tenant_id = ${tenantId} and t.archived_at is null
    ), keys as (
      select status, count(*) as count from virtual_key where tenant_id = ${tenantId}
        and (team_id in (select id from teams) or department_id in (select id from departments)) group by status
    )
    select greatest((select count(*) from departments) - 1, 0)::integer as departments, (select count(*) from teams)::integer as teams,
      (select count(distinct user_id) from membership where tenant_id = ${tenantId} and team_id in (select id from teams))::integer as people,
      coalesce((select count from keys where status = 'active'), 0)::integer as active_keys,
      coalesce((select count from keys where status = 'disabled'), 0)::integer as disabled_keys,
      (select count(*) from usage_event e where e.tenant_id = ${tenantId} and e.occurred_at >= ${since.toISOString()}::timestamptz
        and (e.team_dim = any(array(select d.id from usage_dimension d
            where d.tenant_id = ${tenantId} and d.kind = 'team' and d.value in (select id::text from teams)))
          or (e.team_dim = 0 and e.department_dim = any(array(select d.id from usage_dimension d
            where d.tenant_id = ${tenantId} and d.kind = 'department' and d.value in (select id::text from departments))))))::integer as calls`);
  return {
    departments: row?.departments ?? 0,
    teams: row?.teams ?? 0,
    people: row?.people ?? 0,
    activeKeys: row?.active_keys ?? 0,
    disabledKeys: row?.disabled_keys ?? 0,
    calls: row?.calls ?? 0,
  };
}
