import type { RouteTarget } from '#lib/contracts/route-definition.ts';
import { compileRoute, type TargetSource } from '#lib/routes/compile-route.ts';
import type { Group } from '#lib/routes/strategy.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { PublishedRoute, TenantSnapshot } from '../snapshot/snapshot.ts';
import { findTargets } from './find-targets.ts';
import type { RoutedTarget, TargetTimes } from './routed-target.ts';
import { knownTargets, remember } from './target-cache.ts';

/** For which calls a route is compiled. */
interface RouteCall {
  readonly runtime: GatewayRuntime;
  readonly tenant: TenantSnapshot;
  readonly protocol: string;
  readonly streamed: boolean;
}

/** The targets of a member: on its connection, or on any that serves the model. */
function targetsOf({ runtime, tenant, protocol, streamed }: RouteCall, node: RouteTarget): readonly RoutedTarget[] {
  const { model, connection_id: connectionId } = node;
  if (connectionId === null) return findTargets(runtime, tenant, model, protocol, streamed);
  const onIt = ({ connection }: RoutedTarget) => connection.connectionId === connectionId;
  const direct = findTargets(runtime, tenant, model, protocol, streamed).filter(onIt);
  if (direct.length > 0) return direct;
  const connection = tenant.connections.find((candidate) => candidate.connectionId === connectionId);
  return connection === undefined ? [] : findTargets(runtime, tenant, `${connection.name}/${model}`, protocol, streamed).filter(onIt);
}

/** What a member allows its targets; null where that is whatever the gateway does. */
function timesOf({ first_token_seconds: firstToken, timeout_seconds: timeout }: RouteTarget): TargetTimes | null {
  if (firstToken === null && timeout === null) return null;
  return { firstTokenMs: (firstToken ?? Number.POSITIVE_INFINITY) * 1000, totalMs: (timeout ?? Number.POSITIVE_INFINITY) * 1000 };
}

function sourceOf(call: RouteCall): TargetSource<RoutedTarget> {
  return {
    targetsOf(node, via) {
      // Routes that were published before there were retries of a target say nothing of them.
      const { concurrency_max: concurrencyMax, when_full: whenFull, retries_max: retriesMax = null } = node;
      const limit = concurrencyMax === null ? null : { concurrencyMax, whenFull };
      const times = timesOf(node);
      return targetsOf(call, node).map((target) => ({ ...target, routing: { ...target.routing, limit, times, retriesMax, via } }));
    },
    linkedRoute(routeId) {
      for (const route of call.tenant.routes.values()) if (route.routeId === routeId) return route.definition;
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
  streamed: boolean,
): Group<RoutedTarget> | null {
  const { routes } = knownTargets(tenant, protocol, streamed, runtime.clock.now());
  const known = routes.get(route.routeId);
  if (known !== undefined) return known;
  return remember(routes, route.routeId, compileRoute(route.definition, sourceOf({ runtime, tenant, protocol, streamed }), route.routeId));
}
