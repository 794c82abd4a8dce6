import { and, eq, isNull, sql } from 'drizzle-orm';
import { environment, project } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { addressListOf, readableRanges } from '#lib/core/address-range.ts';
import { loadCostChart } from '#lib/cost-centers/load-cost-chart.ts';
import { Attributions } from '../attribution/attributions.ts';
import type { WorkMap } from '../attribution/work-finder.ts';

/** The projects and cost centers of a tenant; null where it has neither, so that its calls pay one look for it. */
export async function loadAttributions(tx: TenantTransaction, tenantId: string): Promise<Attributions | null> {
  const [found] = await tx.execute<{ exists: boolean }>(sql`
    select exists (select from project where tenant_id = ${tenantId})
      or exists (select from cost_center where tenant_id = ${tenantId}) as exists`);
  if (found?.exists !== true) return null;
  return new Attributions(await readWork(tx, tenantId), await loadCostChart(tx, tenantId));
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
      ...{ primary: environment.primaryModel, fallback: environment.fallbackModel },
    })
    .from(environment)
    .where(and(eq(environment.tenantId, tenantId), isNull(environment.archivedAt)));
  return {
    environments: environments.map(({ primary, fallback, ...row }) => ({
      ...row,
      models: primary === null ? null : { primary, fallback },
    })),
    projects: projects.map(
      ({ id, slug, name, status, visibility, teamId, departmentId, ownerId, stakeholders, allowedDomains, allowedIps }) => ({
        ...{ projectId: id, slug, name, status, visibility, teamId, departmentId, allowedDomains },
        addresses: allowedIps.length === 0 ? null : addressListOf(readableRanges(allowedIps)),
        people: new Set([...(ownerId === null ? [] : [ownerId]), ...stakeholders.map(({ userId }) => userId)]),
      }),
    ),
  };
}
