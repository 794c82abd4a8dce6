import type { Group } from '#lib/routes/strategy.ts';
import type { TenantSnapshot } from '../snapshot/snapshot.ts';
import type { RoutedTarget } from './routed-target.ts';

/** Names remembered a protocol; callers can name models as they like where a connection lists none. */
const namesMax = 1_000;

/** What was resolved for calls of one protocol, streamed or not, by name. */
export interface KnownTargets {
  readonly models: Map<string, readonly RoutedTarget[]>;
  /** Null: published, but none of its targets is served. */
  readonly routes: Map<string, Group<RoutedTarget> | null>;
}

interface TenantTargets {
  second: number;
  readonly whole: Map<string, KnownTargets>;
  /** Streams of some protocols are translated by others than whole answers. */
  readonly streamed: Map<string, KnownTargets>;
}

const caches = new WeakMap<TenantSnapshot, TenantTargets>();

/**
 * What does not depend on the single call is resolved once a second for each version of a tenant's snapshot: within a second
 * no price changes, because price lists change at whole minutes.
 */
export function knownTargets(tenant: TenantSnapshot, protocol: string, streamed: boolean, nowMs: number): KnownTargets {
  const second = Math.floor(nowMs / 1000);
  let cache = caches.get(tenant);
  if (cache === undefined) {
    cache = { second, whole: new Map(), streamed: new Map() };
    caches.set(tenant, cache);
  } else if (cache.second !== second) {
    cache.second = second;
    cache.whole.clear();
    cache.streamed.clear();
  }
  const byProtocol = streamed ? cache.streamed : cache.whole;
  let known = byProtocol.get(protocol);
  if (known === undefined) {
    known = { models: new Map(), routes: new Map() };
    byProtocol.set(protocol, known);
  }
  return known;
}

/** Remembers a value; the map is emptied before it grows beyond its bound. */
export function remember<Value>(map: Map<string, Value>, name: string, value: Value): Value {
  if (map.size >= namesMax) map.clear();
  map.set(name, value);
  return value;
}
