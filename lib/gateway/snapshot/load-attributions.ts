import { and, eq, isNull, sql } from 'drizzle-orm';
import { costAllocation, department, environment, project, team } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { CostChart } from '#lib/cost-centers/choose-shares.ts';
import { Attributions } from '../attribution/attributions.ts';
import type { WorkMap } from '../attribution/work-finder.ts';

/** The projects and cost centers of a tenant; null where it has neither, so that its calls pay one look for it. */
export async function loadAttributions(tx: TenantTransaction, tenantId: string): Promise<Attributions | null> {
  const [found] = await tx.execute<{ exists: boolean }>(sql`
    select exists (select from project where tenant_id = ${tenantId})
      or exists (select from cost_center where tenant_id = ${tenantId}) as exists`);
  if (found?.exists !== true) return null;
  const teams = await tx
    .select({ id: team.id, parentId: team.parentId, departmentId: team.departmentId })
    .from(team)
    .where(eq(team.tenantId, tenantId));
  const departments = await tx
    .select({ id: department.id, parentId: department.parentId, departmentId: sql<null>`null` })
    .from(department)
    .where(eq(department.tenantId, tenantId));
  const rules = await readRules(tx, tenantId);
  return new Attributions(await readWork(tx, tenantId), { rules, teams, departments, centers: await readCenters(tx, tenantId) });
}

async function readWork(tx: TenantTransaction, tenantId: string): Promise<WorkMap> {
  const projects = await tx
    .select()
    .from(project)
    .where(and(eq(project.tenantId, tenantId), isNull(project.archivedAt)));
  const environments = await tx
    .select({
      environmentId: environment.id,
      ...{ projectId: environment.projectId, slug: environment.slug, name: environment.name, status: environment.status },
    })
    .from(environment)
    .where(and(eq(environment.tenantId, tenantId), isNull(environment.archivedAt)));
  return {
    environments,
    projects: projects.map(({ id, slug, name, status, visibility, teamId, departmentId, ownerId, stakeholders, allowedDomains }) => ({
      ...{ projectId: id, slug, name, status, visibility, teamId, departmentId, allowedDomains },
      people: new Set([...(ownerId === null ? [] : [ownerId]), ...stakeholders.map(({ userId }) => userId)]),
    })),
  };
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
