import type { RouteDefinition, RouteGroup, RouteNode } from '#lib/contracts/route-definition.ts';
import { groupDepthMax, linkedMembersMax } from '#lib/contracts/route-names.ts';
import type { DefinitionFault } from './check-definition.ts';
import { walkNodes } from './walk-nodes.ts';

/** The other routes as they are in force, by id; null for one that is not published. */
export type LinkableRoutes = ReadonlyMap<string, { readonly name: string; readonly definition: RouteDefinition | null }>;

type Members = Pick<RouteGroup, 'members'>;

/** What members come to with links followed. */
interface Extent {
  /** Groups inside groups; infinite where a link leads back to a route on the way. */
  readonly depth: number;
  /** Groups, links and targets, each as often as it is come by. */
  readonly members: number;
}

const nothing: Extent = { depth: 0, members: 0 };
const endless: Extent = { depth: Number.POSITIVE_INFINITY, members: 0 };

/** Measures each linked route once, however many links lead to it: they multiply from one route to the next. */
class Extents {
  readonly #routes: LinkableRoutes;
  readonly #known = new Map<string, Extent>();
  readonly #onTheWay: Set<string>;

  constructor(routes: LinkableRoutes, routeId: string | null) {
    this.#routes = routes;
    this.#onTheWay = new Set(routeId === null ? [] : [routeId]);
  }

  of({ members }: Members): Extent {
    const parts = members.map((node) => this.below(node));
    return {
      depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
      members: parts.reduce((sum, part) => sum + part.members + 1, 0),
    };
  }

  below(node: RouteNode): Extent {
    if (node.kind === 'target') return nothing;
    return node.kind === 'group' ? this.of(node) : this.#linked(node.route_id);
  }

  #linked(routeId: string): Extent {
    if (this.#onTheWay.has(routeId)) return endless;
    const known = this.#known.get(routeId);
    if (known !== undefined) return known;
    const definition = this.#routes.get(routeId)?.definition;
    this.#onTheWay.add(routeId);
    const extent = definition === undefined || definition === null ? nothing : this.of(definition);
    this.#onTheWay.delete(routeId);
    this.#known.set(routeId, extent);
    return extent;
  }
}

/** Links to routes that are not there or not published, that lead back, nest too deep or come to too much. `routeId` is null for a route that is new. */
export function checkLinks(definition: RouteDefinition, routes: LinkableRoutes, routeId: string | null): readonly DefinitionFault[] {
  const extents = new Extents(routes, routeId);
  const faults: DefinitionFault[] = [];
  for (const { node, pointer } of walkNodes(definition)) {
    if (node.kind !== 'route') continue;
    const linked = routes.get(node.route_id);
    const at = `${pointer}/route_id`;
    if (linked === undefined) faults.push({ pointer: at, detail: 'No route of the organization has this id' });
    else if (extents.below(node).depth === Number.POSITIVE_INFINITY)
      faults.push({ pointer: at, detail: `"${linked.name}" leads back to this route` });
    else if (linked.definition === null) faults.push({ pointer: at, detail: `"${linked.name}" is not published` });
  }
  if (faults.length > 0) return faults;
  const { depth, members } = extents.of(definition);
  if (depth > groupDepthMax)
    return [{ pointer: '/members', detail: `Groups and linked routes nest ${depth} deep; ${groupDepthMax} is the most` }];
  if (members <= linkedMembersMax) return [];
  return [
    { pointer: '/members', detail: `With what it links to, the route comes to ${members} members; ${linkedMembersMax} are the most` },
  ];
}
