import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { routeVersion, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Route, RouteVersion } from '#lib/contracts/routes.ts';
import { fromStoredDefinition } from './stored-definition.ts';

/** Versions that one answer lists, the newest of them. */
const versionsMax = 200;

/** Versions of a route, newest first; one that this build cannot read is left out. */
export async function readVersions({ tx, tenantId }: OperationContext, route: Route, where?: SQL): Promise<RouteVersion[]> {
  const rows = await tx
    .select({
      number: routeVersion.number,
      note: routeVersion.note,
      stored: routeVersion.definition,
      created_at: routeVersion.createdAt,
      created_by_name: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
    })
    .from(routeVersion)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, routeVersion.tenantId), eq(userAccount.id, routeVersion.createdBy)))
    .where(and(eq(routeVersion.tenantId, tenantId), eq(routeVersion.routeId, route.id), where))
    .orderBy(desc(routeVersion.number))
    .limit(versionsMax);
  return rows.flatMap(({ stored, ...row }) => {
    const definition = fromStoredDefinition(stored);
    return definition === null ? [] : [{ ...row, definition, is_in_force: row.number === route.published_version }];
  });
}

/** One version by its number; null where there is none. */
export async function readVersion(ctx: OperationContext, route: Route, number: number): Promise<RouteVersion | null> {
  const [found] = await readVersions(ctx, route, eq(routeVersion.number, number));
  return found ?? null;
}
