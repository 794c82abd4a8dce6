import { and, eq, isNull } from 'drizzle-orm';
import { route, routeVersion } from '#db/schema/index.ts';
import { readServedModels, type ServedModels, targetsOfModel } from '#lib/catalog/served-models.ts';
import type { OperationContext, TenantReading } from '#lib/command/context.ts';
import type { RouteDefinition, RouteTarget } from '#lib/contracts/route-definition.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkDefinition, type DefinitionFault } from './check-definition.ts';
import { checkLinks, type LinkableRoutes } from './check-links.ts';
import { fromStoredDefinition } from './stored-definition.ts';
import { walkNodes } from './walk-nodes.ts';

/** The tenant's routes with what is in force of each. */
export async function readLinkableRoutes({ tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>): Promise<LinkableRoutes> {
  const inForce = and(
    eq(routeVersion.tenantId, route.tenantId),
    eq(routeVersion.routeId, route.id),
    eq(routeVersion.number, route.publishedVersion),
  );
  const rows = await tx
    .select({ id: route.id, name: route.name, stored: routeVersion.definition })
    .from(route)
    .leftJoin(routeVersion, inForce)
    .where(and(eq(route.tenantId, tenantId), isNull(route.archivedAt)));
  return new Map(rows.map(({ id, name, stored }) => [id, { name, definition: stored === null ? null : fromStoredDefinition(stored) }]));
}

function faultOfTarget(served: ServedModels, { model, connection_id: connectionId }: RouteTarget, pointer: string): DefinitionFault | null {
  const targets = targetsOfModel(served, model);
  if (connectionId === null)
    return targets.length > 0 ? null : { pointer: `${pointer}/model`, detail: `No active connection serves "${model}"` };
  const source = served.sources.find((candidate) => candidate.connectionId === connectionId);
  if (source === undefined) return { pointer: `${pointer}/connection_id`, detail: 'No active connection of the organization has this id' };
  const onIt = [...targets, ...targetsOfModel(served, `${source.connectionName}/${model}`)];
  if (onIt.some((target) => target.source === source)) return null;
  return { pointer: `${pointer}/model`, detail: `The connection "${source.connectionName}" does not serve "${model}"` };
}

/** Refuses a definition that could not route as it says; `pointer` is where it lies in the input. */
export async function requireDefinition(
  ctx: OperationContext,
  definition: RouteDefinition,
  routeId: string | null,
  pointer: string,
): Promise<void> {
  const faults = [...checkDefinition(definition), ...checkLinks(definition, await readLinkableRoutes(ctx), routeId)];
  const served = await readServedModels(ctx);
  for (const { node, pointer: at } of walkNodes(definition)) {
    const fault = node.kind === 'target' ? faultOfTarget(served, node, at) : null;
    if (fault !== null) faults.push(fault);
  }
  if (faults.length === 0) return;
  throw new AppError('validation_failed', { errors: faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })) });
}
