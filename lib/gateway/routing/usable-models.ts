import { keyEndpoints } from '#lib/contracts/key-scopes.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { spokenBy } from '../providers/shared/spoken-by.ts';
import { protocolsOf } from '../scopes/endpoint-kind.ts';
import type { Principal, PublishedRoute, TenantSnapshot } from '../snapshot/snapshot.ts';
import { allowedCandidates, isAllowed } from '../stages/resolve.ts';
import { findRoute } from './find-route.ts';
import { findTargets } from './find-targets.ts';
import { listedModels, modelIndexOf } from './model-index.ts';

/** Every protocol in which a model can be asked for something. */
const everyProtocol: readonly string[] = Object.values(protocolsOf).flatMap((protocols) => protocols ?? []);

/** A model that a key may ask for. */
export interface UsableModel {
  readonly id: string;
  /** Name of the provider that serves it; of several, one. */
  readonly provider: string;
}

/** Stands for the provider of a route, which may have several. */
const routeOwner = 'tollgate';

/** The protocols that a key is for; null where it is for all, or for something that takes any model. */
function protocolsFor({ scopes }: Principal): readonly string[] | null {
  if (scopes === undefined || scopes.endpoints === null) return null;
  const protocols: string[] = [];
  for (const kind of keyEndpoints) {
    if (!scopes.endpoints.has(kind)) continue;
    const spoken = protocolsOf[kind];
    if (spoken === null) return null;
    protocols.push(...spoken);
  }
  return protocols;
}

/** Whether one of the endpoints that a key is for takes the model. */
const isTakenBy = (runtime: GatewayRuntime, tenant: TenantSnapshot, protocols: readonly string[] | null, model: string): boolean =>
  protocols === null || protocols.some((protocol) => findTargets(runtime, tenant, model, protocol, false).length > 0);

/** Whether a route leads to anything that the key may use. One that is for all connections and endpoints is shown also while nothing serves it. */
function leadsSomewhere(
  runtime: GatewayRuntime,
  tenant: TenantSnapshot,
  protocols: readonly string[] | null,
  route: PublishedRoute,
): boolean {
  if (protocols === null && tenant.whole === undefined && tenant.pools === null) return true;
  return (protocols ?? everyProtocol).some((protocol) => findRoute(runtime, tenant, route, protocol, false) !== null);
}

/** What this key may ask for, in alphabetical order. */
export function usableModels(runtime: GatewayRuntime, { tenant, principal }: Caller): readonly UsableModel[] {
  const owners = new Map<string, string>();
  const protocols = protocolsFor(principal);
  for (const route of modelIndexOf(tenant).byConnectionName.values()) {
    const { provider, connection } = route;
    const catalogued = (name: string) => runtime.snapshot.catalogueModels(name).filter((model) => spokenBy(provider, model).size > 0);
    const models = listedModels(route) ?? (provider.catalogue === null ? [] : catalogued(provider.catalogue));
    for (const model of models) {
      if (owners.has(model) || !isAllowed(principal.allowedModels, model, connection.name)) continue;
      if (isTakenBy(runtime, tenant, protocols, model)) owners.set(model, provider.name);
    }
  }
  for (const [name, route] of tenant.routes) {
    if (isAllowed(principal.allowedModels, name, '') && leadsSomewhere(runtime, tenant, protocols, route)) owners.set(name, routeOwner);
  }
  const ids = [...owners.keys()].sort();
  return ids.map((id) => ({ id, provider: owners.get(id) ?? '' }));
}

/** One model by its id, which may come percent-encoded. Throws model_not_found for what does not exist or may not be used. */
export function usableModel(runtime: GatewayRuntime, caller: Caller, encodedId: string): UsableModel {
  const id = decode(encodedId);
  const { tenant, principal } = caller;
  const protocols = protocolsFor(principal);
  const route = tenant.routes.get(id);
  if (route !== undefined && isAllowed(principal.allowedModels, id, '') && leadsSomewhere(runtime, tenant, protocols, route))
    return { id, provider: routeOwner };
  try {
    const [candidate] = allowedCandidates(runtime, caller, id);
    if (!isTakenBy(runtime, tenant, protocols, id)) throw new AppError('model_not_found');
    return { id, provider: candidate?.provider.name ?? '' };
  } catch (error) {
    // What the key may not use looks like what does not exist.
    if (error instanceof AppError && (error.code === 'model_not_allowed' || error.code === 'provider_not_allowed'))
      throw new AppError('model_not_found');
    throw error;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError('model_not_found', { detail: 'The model id in the path is not valid percent-encoding.' });
  }
}
