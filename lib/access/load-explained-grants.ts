import { sql } from 'drizzle-orm';
import { sqlUuidArray } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { heldRoles, roleDepthMax } from '#lib/command/held-roles.ts';
import type { ExplainedGrant } from './explain-permission.ts';

interface HeldRow extends Record<string, unknown> {
  readonly source: ExplainedGrant['source'];
  readonly assignment_id: string | null;
  readonly group_id: string | null;
  readonly group_name: string | null;
  readonly role_id: string;
  readonly role_title: string;
  readonly scope_kind: ExplainedGrant['scope_kind'];
  readonly scope_id: string | null;
  readonly scope_name: string | null;
  readonly expires_at: string | Date | null;
}

interface LineRow extends Record<string, unknown> {
  readonly root: string;
  readonly id: string;
  readonly title: string;
  readonly permissions: string[];
}

/** Each role with what it inherits from, nearest first. */
async function linesOf({ tx, tenantId }: OperationContext, roleIds: readonly string[]): Promise<readonly LineRow[]> {
  const rows = await tx.execute<LineRow>(sql`
    with recursive line as (
      select id as root, id, title, permissions, parent_id, 1 as depth from role where tenant_id = ${tenantId} and id = any(${sqlUuidArray(roleIds)})
      union all select line.root, up.id, up.title, up.permissions, up.parent_id, line.depth + 1 from role up join line on up.id = line.parent_id
      where up.tenant_id = ${tenantId} and line.depth < ${roleDepthMax}
    ) select root, id, title, permissions from line order by root, depth`);
  return [...rows];
}

/** What a person holds now, each grant with where it comes from; highest role first. The same grants as `loadGrants` finds. */
export async function loadExplainedGrants(ctx: OperationContext, userId: string): Promise<readonly ExplainedGrant[]> {
  const { tx, tenantId, now } = ctx;
  const rows = [
    ...(await tx.execute<HeldRow>(sql`
    with held as (
      select case when h.group_id is null then 'assignment' else 'group' end as source, h.assignment_id, h.group_id, h.role_id,
        h.scope_kind, h.scope_id, h.expires_at from ${heldRoles(tenantId, now)} h where h.user_id = ${userId}
      union all
      select 'team_lead', null, null, r.id, 'team', m.team_id, null from membership m
      join role r on r.tenant_id = m.tenant_id and r.name = 'team_lead'
      where m.tenant_id = ${tenantId} and m.user_id = ${userId} and m.team_role = 'lead'
    )
    select held.*, r.title as role_title, g.name as group_name, coalesce(d.name, t.name, p.name) as scope_name
    from held join role r on r.tenant_id = ${tenantId} and r.id = held.role_id
    left join user_group g on g.tenant_id = ${tenantId} and g.id = held.group_id
    left join department d on d.tenant_id = ${tenantId} and held.scope_kind = 'department' and d.id = held.scope_id
    left join team t on t.tenant_id = ${tenantId} and held.scope_kind = 'team' and t.id = held.scope_id
    left join project p on p.tenant_id = ${tenantId} and held.scope_kind = 'project' and p.id = held.scope_id
    order by r.level desc, held.source, r.id, scope_name`)),
  ];
  const lines = await linesOf(ctx, [...new Set(rows.map((row) => row.role_id))]);
  return rows.map(({ expires_at: expiresAt, ...row }) => ({
    ...{ source: row.source, assignment_id: row.assignment_id, group_id: row.group_id, group_name: row.group_name },
    ...{ role_id: row.role_id, role_title: row.role_title, scope_kind: row.scope_kind, scope_id: row.scope_id, scope_name: row.scope_name },
    expires_at: expiresAt === null ? null : new Date(expiresAt),
    line: lines.filter(({ root }) => root === row.role_id).map(({ id, title, permissions }) => ({ id, title, permissions })),
  }));
}
