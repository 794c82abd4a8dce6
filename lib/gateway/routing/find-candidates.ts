import type { Snapshot, TenantSnapshot } from '../snapshot/snapshot.ts';
import { type Candidate, candidateOf, isCatalogued, listedModels, modelIndexOf } from './model-index.ts';

/** `connection/model`: one connection by its name, as far as it serves the model. */
function byPrefix(tenant: TenantSnapshot, name: string): Candidate[] {
  const slash = name.indexOf('/');
  if (slash < 1) return [];
  const route = modelIndexOf(tenant).byConnectionName.get(name.slice(0, slash));
  if (route === undefined) return [];
  const model = name.slice(slash + 1);
  const isOpen = route.connection.models.length === 0 && (route.provider.models === 'catalogue' || route.provider.models.length === 0);
  return isOpen || listedModels(route)?.includes(model) ? [candidateOf(route, model)] : [];
}

/** Connections that serve a name, best first: those that list it, then those whose catalogue lists it, then the one it names. */
export function findCandidates(snapshot: Snapshot, tenant: TenantSnapshot, name: string): readonly Candidate[] {
  const index = modelIndexOf(tenant);
  const listed = index.listed.get(name) ?? [];
  if (index.catalogued.length === 0 && listed.length > 0) return listed;
  const catalogued = index.catalogued.filter(({ provider }) => isCatalogued(snapshot, tenant, provider, name));
  const found = [...listed, ...catalogued.map((route) => candidateOf(route, name))];
  return found.length > 0 ? found : byPrefix(tenant, name);
}
