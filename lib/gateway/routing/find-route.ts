import type { RouteTarget } from '#lib/contracts/route-definition.ts';
import { compileRoute, type TargetSource } from '#lib/routes/compile-route.ts';
import type { Group } from '#lib/routes/strategy.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { PublishedRoute, TenantSnapshot } from '../snapshot/snapshot.ts';
import { findTargets } from './find-targets.ts';
import type { RoutedTarget } from './routed-target.ts';
import { knownTargets, remember } from './target-cache.ts';

/** The targets of a member: on its connection, or on any that serves the model. */
function targetsOf(runtime: GatewayRuntime, tenant: TenantSnapshot, protocol: string, node: RouteTarget): readonly RoutedTarget[] {
  const { model, connection_id: connectionId } = node;
  if (connectionId === null) return findTargets(runtime, tenant, model, protocol);
  const onIt = ({ connection }: RoutedTarget) => connection.connectionId === connectionId;
  const direct = findTargets(runtime, tenant, model, protocol).filter(onIt);
  if (direct.length > 0) return direct;
  const connection = tenant.connections.find((candidate) => candidate.connectionId === connectionId);
  return connection === undefined ? [] : findTargets(runtime, tenant, `${connection.name}/${model}`, protocol).filter(onIt);
}

function sourceOf(runtime: GatewayRuntime, tenant: TenantSnapshot, protocol: string): TargetSource<RoutedTarget> {
  return {
    targetsOf(node, via) {
      const { concurrency_max: concurrencyMax, when_full: whenFull } = node;
      const limit = concurrencyMax === null ? null : { concurrencyMax, whenFull };
      return targetsOf(runtime, tenant, protocol, node).map((target) => ({ ...target, routing: { ...target.routing, limit, via } }));
    },
    linkedRoute(routeId) {
      for (const route of tenant.routes.values()) if (route.routeId === routeId) return route.definition;
      return undefined;
    },
    keyOf: ({ connection, model }) => `${connection.connectionId}/${model}`,
  };
}

/** What a route does for calls of a protocol; null where none of its targets can answer them. */
export function findRoute(
  runtime: GatewayRuntime,
  tenant: TenantSnapshot,
  route: PublishedRoute,
  protocol: string,
): Group<RoutedTarget> | null {
  const { routes } = knownTargets(tenant, protocol, runtime.clock.now());
  const known = routes.get(route.routeId);
  if (known !== undefined) return known;
  return remember(routes, route.routeId, compileRoute(route.definition, sourceOf(runtime, tenant, protocol), route.routeId));
}
