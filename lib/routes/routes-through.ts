import { type ServedModels, targetsOfModel } from '#lib/catalog/served-models.ts';
import type { RouteUse } from '#lib/contracts/connection-health.ts';
import type { LinkableRoutes } from './check-links.ts';
import { walkNodes } from './walk-nodes.ts';

/** Places in published routes that lead to a connection: those that name it, and those that take any which serves the model. */
export function routesThrough(
  { id, name }: { readonly id: string; readonly name: string },
  routes: LinkableRoutes,
  served: ServedModels,
): readonly RouteUse[] {
  const own = { ...served, sources: served.sources.filter(({ connectionId }) => connectionId === id) };
  const uses = [...routes].flatMap(([routeId, { name: routeName, definition }]) =>
    (definition === null ? [] : walkNodes(definition)).flatMap(({ node }): RouteUse[] => {
      if (node.kind !== 'target') return [];
      const { model, concurrency_max, when_full } = node;
      const isNamed = node.connection_id === id;
      if (!isNamed && (node.connection_id !== null || targetsOfModel(own, model).length === 0)) return [];
      const plain = model.startsWith(`${name}/`) ? model.slice(name.length + 1) : model;
      return [{ route_id: routeId, route_name: routeName, model: plain, is_named: isNamed, concurrency_max, when_full }];
    }),
  );
  return uses.sort((left, right) => (left.route_name < right.route_name ? -1 : left.route_name > right.route_name ? 1 : 0));
}
