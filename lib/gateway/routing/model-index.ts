import { providerNamed } from '../providers/index.ts';
import type { Provider } from '../providers/provider.ts';
import { spokenBy } from '../providers/shared/spoken-by.ts';
import type { ConnectionTarget, Snapshot, TenantSnapshot } from '../snapshot/snapshot.ts';

/** A connection with the provider that knows how to speak to it. */
export interface Route {
  readonly connection: ConnectionTarget;
  readonly provider: Provider;
}

/** A route to one model, under the provider's name for it. */
export interface Candidate extends Route {
  readonly model: string;
  /** `connection/model` as a header can carry it: what lies outside ASCII is percent-encoded. */
  readonly label: string;
}

export const candidateOf = ({ connection, provider }: Route, model: string): Candidate => ({
  connection,
  provider,
  model,
  label: `${connection.name}/${model}`.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character)),
});

/** Which connections of a tenant serve which model; built once for each version of the tenant's snapshot. */
export interface ModelIndex {
  /** By model name, for connections that list their models and providers that list theirs. */
  readonly listed: ReadonlyMap<string, readonly Candidate[]>;
  /** Connections that serve whatever the price catalogue lists for their provider. */
  readonly catalogued: readonly Route[];
  readonly byConnectionName: ReadonlyMap<string, Route>;
}

const indexes = new WeakMap<TenantSnapshot, ModelIndex>();

/** The models that a connection names, or its provider for it; undefined where the price catalogue decides. */
export function listedModels({ connection, provider }: Route): readonly string[] | undefined {
  if (connection.models.length > 0) return connection.models;
  return provider.models === 'catalogue' ? undefined : provider.models;
}

function build(tenant: TenantSnapshot): ModelIndex {
  const listed = new Map<string, Candidate[]>();
  const catalogued: Route[] = [];
  const byConnectionName = new Map<string, Route>();
  for (const connection of tenant.connections) {
    const provider = providerNamed(connection.provider);
    // A provider this version does not know fails closed: its connections serve nothing.
    if (provider === undefined) continue;
    const route = { connection, provider };
    byConnectionName.set(connection.name, route);
    const models = listedModels(route);
    if (models === undefined) catalogued.push(route);
    for (const model of models ?? []) {
      const candidates = listed.get(model);
      if (candidates === undefined) listed.set(model, [candidateOf(route, model)]);
      else candidates.push(candidateOf(route, model));
    }
  }
  return { listed, catalogued, byConnectionName };
}

export function modelIndexOf(tenant: TenantSnapshot): ModelIndex {
  const known = indexes.get(tenant);
  if (known !== undefined) return known;
  const index = build(tenant);
  indexes.set(tenant, index);
  return index;
}

/** Whether the price catalogue knows the model under the provider's name, and the provider serves it. */
export function isCatalogued(snapshot: Snapshot, { prices }: TenantSnapshot, provider: Provider, model: string): boolean {
  if (provider.catalogue === null || snapshot.price(provider.catalogue, model, prices) === undefined) return false;
  return spokenBy(provider, model).size > 0;
}
