import type { RouteDefinition, RouteGroup, RouteNode } from '#lib/contracts/route-definition.ts';
import type { StrategyName } from '#lib/contracts/route-names.ts';

/** A node with where it stands. */
export interface PlacedNode {
  readonly node: RouteNode;
  /** JSON pointer below the definition, such as `/members/0`. */
  readonly pointer: string;
  /** The strategy of the group around it. */
  readonly strategy: StrategyName;
}

/** Every node of a definition but the outermost group, from the top down. */
export function walkNodes({ strategy, members }: Pick<RouteGroup, 'strategy' | 'members'>, pointer = ''): readonly PlacedNode[] {
  return members.flatMap((node, index) => {
    const placed = { node, pointer: `${pointer}/members/${index}`, strategy };
    return node.kind === 'group' ? [placed, ...walkNodes(node, placed.pointer)] : [placed];
  });
}

/** Routes that a definition links to. */
export const linksOf = (definition: RouteDefinition): readonly string[] =>
  walkNodes(definition).flatMap(({ node }) => (node.kind === 'route' ? [node.route_id] : []));
