import type { ObjectKind } from '#lib/objects/object-store.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { modelIndexOf, type Route } from '../routing/model-index.ts';
import { notKept } from './refusals.ts';

/** The name that the caller gives of the connection to use; undefined where he leaves it to us. */
export const namedConnection = (call: GatewayCall): string | undefined => call.request.header('x-tollgate-connection');

const keeps = ({ provider }: Route, kind: ObjectKind): boolean => provider.keeps?.kinds.includes(kind) === true;

/** The connection for something new: the one that the caller names, else the oldest whose provider keeps such things. Throws AppError('no_connection'). */
export function routeFor(call: GatewayCall, { tenant }: Caller, kind: ObjectKind): Route {
  const { byConnectionName } = modelIndexOf(tenant);
  const name = namedConnection(call);
  const route = name === undefined ? [...byConnectionName.values()].find((one) => keeps(one, kind)) : byConnectionName.get(name);
  if (route === undefined || !keeps(route, kind)) throw notKept();
  return route;
}

/** The connection of something that is there already; undefined where it is not active any more. */
export function routeOf({ tenant }: Caller, connectionId: string): Route | undefined {
  for (const route of modelIndexOf(tenant).byConnectionName.values()) if (route.connection.connectionId === connectionId) return route;
  return undefined;
}
