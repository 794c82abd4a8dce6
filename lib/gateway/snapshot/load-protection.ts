import { eq, sql } from 'drizzle-orm';
import { project } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { classTable } from '#lib/data-classes/class-of.ts';
import { classOfProject } from '#lib/data-classes/class-of-project.ts';
import { DataProtection } from '#lib/data-classes/data-protection.ts';
import { asksOfClasses, mergePlaces, readGovernedLevels } from '#lib/data-classes/governed-levels.ts';
import { mergeLevels } from '#lib/data-classes/merge-levels.ts';
import { readSecuredPlaces } from '#lib/data-classes/secured-places.ts';
import { readPlaceLevels, readTenantSettings } from '#lib/data-classes/stored-settings.ts';
import { readPlaceChains } from '#lib/organization/read-place-chains.ts';
import { readRegions } from './read-regions.ts';

/** What the organization wants of sensitive calls; null where nobody has set anything and no project is sensitive. */
export async function loadProtection(tx: TenantTransaction, tenantId: string): Promise<DataProtection | null> {
  const [known] = await tx.execute<{ exists: boolean }>(sql`
    select exists (select from data_class_setting where tenant_id = ${tenantId})
      or exists (select from project where tenant_id = ${tenantId}
        and (cardinality(data_classes) > 0 or security_level in ('confidential', 'restricted')))
      or exists (select from place_setting where tenant_id = ${tenantId} and security_level in ('elevated', 'strict'))
      or exists (select from governance_config where tenant_id = ${tenantId} and ${asksOfClasses}) as exists`);
  if (known?.exists !== true) return null;
  const { levels: own, detection } = await readTenantSettings(tx, tenantId);
  const governed = await readGovernedLevels(tx, tenantId);
  const secured = await readSecuredPlaces(tx, tenantId);
  const levels = mergeLevels(own, ...[governed.tenant ?? [], secured.tenant?.levels ?? []].flat());
  const set = new Map([...(await readPlaceLevels(tx, tenantId))].map(([id, place]) => [id, place.levels]));
  const securedLevels = new Map([...secured.places].map(([id, place]) => [id, place.levels]));
  const places = mergePlaces(mergePlaces(set, governed.places), securedLevels);
  const projects = await tx
    .select({ id: project.id, securityLevel: project.securityLevel, dataClasses: project.dataClasses })
    .from(project)
    .where(eq(project.tenantId, tenantId));
  const table = classTable(levels);
  const chains = await readPlaceChains(tx, tenantId);
  const regions = await readRegions(tx, tenantId);
  const classes = new Map(projects.map(({ id, ...of }) => [id, classOfProject(table, of)]));
  return new DataProtection(levels, detection, {
    places,
    chainOf: (teamId, departmentId) => {
      const around = chains.of(teamId, departmentId);
      return [...around.teams, ...around.departments];
    },
    regionOf: (connectionId) => regions.get(connectionId) ?? null,
    classOfProject: (projectId) => classes.get(projectId) ?? null,
    classOfPlace: (placeId) => (placeId === null ? secured.tenant : secured.places.get(placeId))?.dataClass ?? null,
  });
}
