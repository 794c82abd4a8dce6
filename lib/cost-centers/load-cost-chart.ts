import { and, eq, isNull, sql } from 'drizzle-orm';
import { costAllocation, department, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { CostChart } from './choose-shares.ts';

/** All that decides who bears what a tenant uses, as it is now; rules of other times are in it, archived ones are not. */
export async function loadCostChart(tx: TenantTransaction, tenantId: string): Promise<CostChart> {
  const teams = await tx
    .select({ id: team.id, parentId: team.parentId, departmentId: team.departmentId })
    .from(team)
    .where(eq(team.tenantId, tenantId));
  const departments = await tx
    .select({ id: department.id, parentId: department.parentId, departmentId: sql<null>`null` })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  const rules = await readRules(tx, tenantId);
  const [centers, people] = [await readCenters(tx, tenantId), await readCentersOfPeople(tx, tenantId)];
  return { rules, teams, departments, centers, people };
}

async function readRules(tx: TenantTransaction, tenantId: string): Promise<CostChart['rules']> {
  const rows = await tx
    .select()
    .from(costAllocation)
    .where(and(eq(costAllocation.tenantId, tenantId), isNull(costAllocation.archivedAt)));
  return rows.map(({ sourceKind, sourceId, shares, validFromAt, validUntilAt }) => ({
    ...{ sourceKind, sourceId, shares, validFromMs: validFromAt.getTime(), validUntilMs: validUntilAt?.getTime() ?? null },
  }));
}

/** Cost centers of projects, and those that places name by code in their billing settings. */
async function readCenters(tx: TenantTransaction, tenantId: string): Promise<CostChart['centers']> {
  const rows = await tx.execute<{ place: string; center: string }>(sql`
    select s.place_id as place, c.id as center, 1 as rank from billing_setting s
    join cost_center c on c.tenant_id = ${tenantId} and lower(c.code) = lower(s.settings ->> 'cost_center') and c.archived_at is null
    where s.tenant_id = ${tenantId}
    union all select p.id, p.cost_center_id, 2 from project p
    where p.tenant_id = ${tenantId} and p.cost_center_id is not null and p.archived_at is null order by rank`);
  // What a project itself names comes last and counts.
  return new Map([...rows].map(({ place, center }) => [place, center]));
}

/** The cost centers that groups give the people in them; of several groups the oldest one's. */
async function readCentersOfPeople(tx: TenantTransaction, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.execute<{ person: string; center: string }>(sql`
    select distinct on (m.user_id) m.user_id as person, g.cost_center_id as center from group_member m
    join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
    join cost_center c on c.tenant_id = g.tenant_id and c.id = g.cost_center_id and c.archived_at is null
    where m.tenant_id = ${tenantId} order by m.user_id, g.id`);
  return new Map([...rows].map(({ person, center }) => [person, center]));
}
