import { type SQL, sql } from 'drizzle-orm';

/** Parents a line of roles may have, itself counted; deeper lines are refused when they are made. */
export const roleDepthMax = 5;

/**
 * Who holds which role where, by an assignment of their own or by a group they are in, as a relation to select from:
 * user_id, role_id, scope_kind, scope_id, expires_at, assignment_id, group_role_id, group_id. What has run out is not in it.
 * That leads of teams hold `team_lead` there is not in it either: `loadGrants` adds it.
 */
export function heldRoles(tenantId: string, now?: Date): SQL {
  const at = now === undefined ? sql`now()` : sql`${now.toISOString()}::timestamptz`;
  return sql`(
    select user_id, role_id, scope_kind, scope_id, expires_at, id as assignment_id, null::uuid as group_role_id, null::uuid as group_id
    from role_assignment where tenant_id = ${tenantId} and (expires_at is null or expires_at > ${at})
    union all
    select gm.user_id, gr.role_id, gr.scope_kind, gr.scope_id, gr.expires_at, null, gr.id, gr.group_id
    from group_role gr join group_member gm on gm.tenant_id = gr.tenant_id and gm.group_id = gr.group_id
    where gr.tenant_id = ${tenantId} and (gr.expires_at is null or gr.expires_at > ${at}))`;
}

/**
 * Everything a role holds, as a `text[]`: its own permissions and those of its parents. `roleId` names its table, because a
 * bare name would be a column of the query inside.
 */
export function permissionsOfRole(tenantId: string, roleId: SQL): SQL<string[]> {
  return sql<string[]>`array(
    with recursive line as (
      select own.parent_id, own.permissions, 1 as depth from role own where own.tenant_id = ${tenantId} and own.id = ${roleId}
      union all select up.parent_id, up.permissions, line.depth + 1 from role up join line on up.id = line.parent_id
      where up.tenant_id = ${tenantId} and line.depth < ${roleDepthMax}
    ) select distinct unnest(permissions) from line order by 1)`;
}
