import type { RouteDefinition, RouteGroup, RouteNode } from '#lib/contracts/route-definition.ts';
import { groupDepthMax } from '#lib/contracts/route-names.ts';
import type { DefinitionFault } from './check-definition.ts';
import { walkNodes } from './walk-nodes.ts';

/** The other routes as they are in force, by id; null for one that is not published. */
export type LinkableRoutes = ReadonlyMap<string, { readonly name: string; readonly definition: RouteDefinition | null }>;

type Members = Pick<RouteGroup, 'members'>;

/** Groups inside groups, links followed; infinite where a link leads back to a route on the way. */
function depthOf({ members }: Members, routes: LinkableRoutes, trail: readonly string[]): number {
  return 1 + Math.max(0, ...members.map((node) => depthBelow(node, routes, trail)));
}

function depthBelow(node: RouteNode, routes: LinkableRoutes, trail: readonly string[]): number {
  if (node.kind === 'target') return 0;
  if (node.kind === 'group') return depthOf(node, routes, trail);
  if (trail.includes(node.route_id)) return Number.POSITIVE_INFINITY;
  const definition = routes.get(node.route_id)?.definition;
  return definition === undefined || definition === null ? 0 : depthOf(definition, routes, [...trail, node.route_id]);
}

/** Links to routes that are not there or not published, that lead back, or that nest too deep. `routeId` is null for a route that is new. */
export function checkLinks(definition: RouteDefinition, routes: LinkableRoutes, routeId: string | null): readonly DefinitionFault[] {
  const trail = routeId === null ? [] : [routeId];
  const faults: DefinitionFault[] = [];
  for (const { node, pointer } of walkNodes(definition)) {
    if (node.kind !== 'route') continue;
    const linked = routes.get(node.route_id);
    const at = `${pointer}/route_id`;
    if (linked === undefined) faults.push({ pointer: at, detail: 'No route of the organization has this id' });
    else if (depthBelow(node, routes, trail) === Number.POSITIVE_INFINITY)
      faults.push({ pointer: at, detail: `"${linked.name}" leads back to this route` });
    else if (linked.definition === null) faults.push({ pointer: at, detail: `"${linked.name}" is not published` });
  }
  if (faults.length > 0) return faults;
  const depth = depthOf(definition, routes, trail);
  return depth <= groupDepthMax
    ? []
    : [{ pointer: '/members', detail: `Groups and linked routes nest ${depth} deep; ${groupDepthMax} is the most` }];
}
