import { AppError } from '#lib/core/errors.ts';
import type { ObjectKind, ObjectStore, ProviderObject } from '#lib/objects/object-store.ts';
import type { CallAttribution } from '#lib/usage/usage-event.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import type { Route } from '../routing/model-index.ts';
import { attributionOf } from '../stages/describe-call.ts';
import { askStore } from './ask-store.ts';
import { connectionGone, notThere } from './refusals.ts';
import { routeOf } from './route-for.ts';

/** What remembers the things at providers. Throws AppError('not_implemented') in a process without it. */
export function storeOf({ objects }: GatewayRuntime): ObjectStore {
  if (objects !== null) return objects;
  throw new AppError('not_implemented', { detail: 'This process keeps no record of files and batches, so it serves none.' });
}

/** Something of the caller's and the connection that has it. */
export interface Found {
  readonly object: ProviderObject;
  readonly route: Route;
  readonly owner: CallAttribution;
}

/** Finds something of the caller's by the provider's id. Throws AppError('not_found' | 'no_connection' | 'database_unavailable'). */
export async function findOwn(call: GatewayCall, caller: Caller, kind: ObjectKind, providerId: string): Promise<Found> {
  const owner = attributionOf(caller.principal);
  const object = await askStore(call, storeOf(call.runtime).find(owner, kind, providerId));
  if (object === undefined) throw notThere(kind, providerId);
  const route = routeOf(caller, object.connectionId);
  if (route === undefined) throw connectionGone(kind);
  return { object, route, owner };
}
