import { and, eq, type SQL, sql } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { currentMonth } from '#lib/billing/current-month.ts';
import { resolveSpendScopes } from '#lib/budgets/spend-scope.ts';
import { sumSpend } from '#lib/budgets/sum-spend.ts';
import { sqlUuidArray, tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { placementOf } from '#lib/command/placement.ts';
import { type OrganizationNode, organizationNodeList } from '#lib/contracts/organization-tree.ts';
import { toPublicId } from '#lib/core/ids.ts';

interface NodeRow extends Record<string, unknown> {
  readonly kind: 'department' | 'team';
  readonly id: string;
  readonly name: string;
  readonly departments: number;
  readonly teams: number;
  readonly people: number | null;
}

/** Departments before teams, each by name. */
const order: KeysetOrder<NodeRow> = {
  key: sql`n.key`,
  type: 'caseless',
  id: sql`n.id`,
  descending: false,
  valueOf: ({ kind, name }) => `${kind === 'department' ? 0 : 1}${name}`,
  idOf: ({ id }) => id,
};

interface Where {
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly search?: string | undefined;
}

/** What is asked for: what lies directly in a place or at the top, or what has a name anywhere. */
function conditionOf({ department_id: departmentId, team_id: teamId, search }: Where): SQL {
  const inPlace =
    teamId !== undefined
      ? sql`n.in_team = ${teamId}`
      : departmentId !== undefined
        ? sql`n.in_team is null and n.in_department = ${departmentId}`
        : sql`n.in_team is null and n.in_department is null`;
  if (search === undefined) return inPlace;
  const found = sql`strpos(lower(n.name), lower(${search}::text)) > 0`;
  return departmentId === undefined && teamId === undefined ? found : sql`${inPlace} and ${found}`;
}

function readNodes({ tx, tenantId }: OperationContext, where: SQL, orderBy: SQL, limit: number) {
  const people = sql`(select count(*) from membership m where m.tenant_id = ${tenantId} and m.team_id = n.id)::integer`;
  const within = (column: 'parent_id' | 'department_id', table: 'department' | 'team', more = sql``) =>
    sql`(select count(*) from ${sql.identifier(table)} c where c.tenant_id = ${tenantId} and c.archived_at is null
      and c.${sql.identifier(column)} = n.id ${more})::integer`;
  return tx.execute<NodeRow>(sql`
    with n as (
      select 'department' as kind, id, name, '0' || lower(name) as key, parent_id as in_department, null::uuid as in_team, id as department_ref,
        null::uuid as team_ref from department where tenant_id = ${tenantId} and archived_at is null
      union all
      select 'team', id, name, '1' || lower(name), department_id, parent_id, null, id from team
        where tenant_id = ${tenantId} and archived_at is null
    )
    select n.kind, n.id, n.name,
      case n.kind when 'department' then ${within('parent_id', 'department')} else 0 end as departments,
      case n.kind when 'department' then ${within('department_id', 'team', sql`and c.parent_id is null`)}
        else ${within('parent_id', 'team')} end as teams,
      case n.kind when 'team' then ${people} end as people
    from n where ${where} order by ${orderBy} limit ${limit}`);
}

/** Whether the caller may see what a place spends: asked once for those who may see it everywhere. */
async function maySeeSpend(ctx: OperationContext, rows: readonly NodeRow[]): Promise<readonly boolean[]> {
  const { tx, tenantId, access } = ctx;
  if (access.allows('analytics.read', tenantPlacement)) return rows.map(() => true);
  if (!access.holdsSomewhere('analytics.read')) return rows.map(() => false);
  const allowed: boolean[] = [];
  for (const { kind, id } of rows) {
    const placement = await placementOf(tx, tenantId, kind, id);
    allowed.push(placement !== undefined && access.allows('analytics.read', placement));
  }
  return allowed;
}

/** What each place spends this month, subtrees included; null where it is not for the caller to see. */
async function readSpend(ctx: OperationContext, rows: readonly NodeRow[]): Promise<readonly (bigint | null)[]> {
  const allowed = await maySeeSpend(ctx, rows);
  const seen = rows.filter((_, index) => allowed[index] === true);
  if (seen.length === 0) return rows.map(() => null);
  const [own] = await ctx.tx
    .select({ timeZone: tenant.timeZone })
    .from(tenant)
    .where(and(eq(tenant.tenantId, ctx.tenantId)));
  const { startMs, endMs } = currentMonth(ctx, { timeZone: own?.timeZone ?? 'UTC' });
  const scopes = await resolveSpendScopes(
    ctx,
    seen.map(({ kind, id }) => ({ kind, value: id })),
  );
  const sums = await sumSpend(
    ctx,
    scopes.map((scope) => ({ scope, edges: [startMs, endMs] })),
  );
  const byId = new Map(seen.map(({ id }, index) => [id, sums[index]?.[0]?.costNanoUsd ?? 0n]));
  return rows.map(({ id }) => byId.get(id) ?? null);
}

/** The names of what places lie in, outermost first, by the id of the place; all in one query. */
async function readWithin({ tx, tenantId }: OperationContext, rows: readonly NodeRow[]): Promise<ReadonlyMap<string, string[]>> {
  const ids = sqlUuidArray(rows.map(({ id }) => id));
  const found = await tx.execute<{ of: string; name: string }>(sql`
    with recursive up as (
      select id as of, above, null::text as name, 0 as depth from (
        select id, parent_id as above from department where tenant_id = ${tenantId} and id = any(${ids})
        union all select id, coalesce(parent_id, department_id) from team where tenant_id = ${tenantId} and id = any(${ids})
      ) as own
      union all
      select up.of, case when t.id is null then d.parent_id else coalesce(t.parent_id, t.department_id) end, coalesce(t.name, d.name), up.depth + 1
      from up left join team t on t.tenant_id = ${tenantId} and t.id = up.above
        left join department d on d.tenant_id = ${tenantId} and d.id = up.above
      where up.above is not null and up.depth < 40
    ) select of, name from up where depth > 0 order by of, depth desc`);
  const within = new Map<string, string[]>();
  for (const { of, name } of found) within.set(of, [...(within.get(of) ?? []), name]);
  return within;
}

/** Rows that a search finds at most on a page. */
const foundMax = 50;

export const listNodes = defineQuery(organizationNodeList, async (ctx, input) => {
  const limit = input.search === undefined ? input.limit : Math.min(input.limit, foundMax);
  const keyset = keysetOf('name', order, input.cursor);
  const visible = ctx.visible({ departmentId: sql`n.department_ref`, teamId: sql`n.team_ref` });
  const where = sql`${conditionOf(input)} and ${visible} and ${keyset.after}`;
  const rows = await readNodes(ctx, where, keyset.orderBy, limit + 1);
  const { data, next_cursor } = keyset.page([...rows], limit);
  const spend = await readSpend(ctx, data);
  const within = input.search === undefined ? new Map<string, string[]>() : await readWithin(ctx, data);
  const nodes = data.map(
    (row, index): OrganizationNode => ({
      ...{ kind: row.kind, id: toPublicId(row.kind, row.id), name: row.name, departments: row.departments, teams: row.teams },
      ...{ people: row.people, spend_usd: spend[index] ?? null, within: within.get(row.id) ?? [] },
    }),
  );
  return { data: nodes, next_cursor };
});
