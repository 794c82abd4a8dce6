import { and, eq, isNull } from 'drizzle-orm';
import { route, routeVersion } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Logger } from '#lib/core/logger.ts';
import { fromStoredDefinition } from '#lib/routes/stored-definition.ts';
import type { PublishedRoute } from './snapshot.ts';

/** The routes of a tenant that are in force, by name. One that this version cannot read is left out and logged: it must not be guessed at. */
export async function loadRoutes(tx: TenantTransaction, tenantId: string, logger: Logger): Promise<ReadonlyMap<string, PublishedRoute>> {
  const rows = await tx
    .select({ routeId: route.id, name: route.name, version: routeVersion.number, stored: routeVersion.definition })
    .from(route)
    .innerJoin(
      routeVersion,
      and(eq(routeVersion.tenantId, route.tenantId), eq(routeVersion.routeId, route.id), eq(routeVersion.number, route.publishedVersion)),
    )
    .where(and(eq(route.tenantId, tenantId), isNull(route.archivedAt)));
  const routes = new Map<string, PublishedRoute>();
  for (const { stored, ...published } of rows) {
    const definition = fromStoredDefinition(stored);
    if (definition === null) logger.error({ tenantId, routeId: published.routeId }, 'A route is out of service because it cannot be read');
    else routes.set(published.name, { ...published, definition });
  }
  return routes;
}
