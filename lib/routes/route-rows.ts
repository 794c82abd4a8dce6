import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { route, routeVersion, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Route } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromStoredDefinition } from './stored-definition.ts';

const inForce = alias(routeVersion, 'in_force');
const saver = alias(userAccount, 'saver');

/** SQL of a person's name as people see it: the address where there is no name. */
const nameOf = (person: typeof saver): SQL<string | null> => sql<string | null>`coalesce(nullif(${person.name}, ''), ${person.email})`;

/** Routes as callers see them. */
export async function readRoutes(
  { tx, tenantId }: OperationContext,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Route[]> {
  const rows = await tx
    .select({
      id: route.id,
      name: route.name,
      description: route.description,
      status: sql<
        Route['status']
      >`case when ${route.archivedAt} is not null then 'archived' when ${route.publishedVersion} is null then 'draft' else 'published' end`,
      published_version: route.publishedVersion,
      published_at: route.publishedAt,
      latest_version: sql<
        number | null
      >`(select max(v.number) from route_version v where v.tenant_id = ${route.tenantId} and v.route_id = ${route.id})`,
      definition: inForce.definition,
      draft: route.draft,
      draft_saved_at: route.draftSavedAt,
      draft_saved_by_name: nameOf(saver),
      created_at: route.createdAt,
      updated_at: route.updatedAt,
      version: route.version,
    })
    .from(route)
    .leftJoin(inForce, and(eq(inForce.tenantId, route.tenantId), eq(inForce.routeId, route.id), eq(inForce.number, route.publishedVersion)))
    .leftJoin(saver, and(eq(saver.tenantId, route.tenantId), eq(saver.id, route.draftSavedBy)))
    .where(and(eq(route.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  return rows.map(({ definition, draft, ...row }) => ({
    ...row,
    definition: definition === null ? null : fromStoredDefinition(definition),
    draft: draft === null ? null : fromStoredDefinition(draft),
  }));
}

export async function readRoute(ctx: OperationContext, id: string): Promise<Route> {
  const [found] = await readRoutes(ctx, { where: eq(route.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
