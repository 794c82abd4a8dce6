import { AppError } from '#lib/core/errors.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { spokenBy } from '../providers/shared/spoken-by.ts';
import { allowedCandidates, isAllowed } from '../stages/resolve.ts';
import { listedModels, modelIndexOf } from './model-index.ts';

/** A model that a key may ask for. */
export interface UsableModel {
  readonly id: string;
  /** Name of the provider that serves it; of several, one. */
  readonly provider: string;
}

/** Stands for the provider of a route, which may have several. */
const routeOwner = 'tollgate';

/** What this key may ask for, in alphabetical order. */
export function usableModels(runtime: GatewayRuntime, { tenant, principal }: Caller): readonly UsableModel[] {
  const owners = new Map<string, string>();
  for (const route of modelIndexOf(tenant).byConnectionName.values()) {
    const { provider, connection } = route;
    const catalogued = (name: string) => runtime.snapshot.catalogueModels(name).filter((model) => spokenBy(provider, model).size > 0);
    const models = listedModels(route) ?? (provider.catalogue === null ? [] : catalogued(provider.catalogue));
    for (const model of models) {
      if (!owners.has(model) && isAllowed(principal.allowedModels, model, connection.name)) owners.set(model, provider.name);
    }
  }
  for (const name of tenant.routes.keys()) if (isAllowed(principal.allowedModels, name, '')) owners.set(name, routeOwner);
  const ids = [...owners.keys()].sort();
  return ids.map((id) => ({ id, provider: owners.get(id) ?? '' }));
}

/** One model by its id, which may come percent-encoded. Throws model_not_found for what does not exist or may not be used. */
export function usableModel(runtime: GatewayRuntime, caller: Caller, encodedId: string): UsableModel {
  const id = decode(encodedId);
  if (caller.tenant.routes.has(id) && isAllowed(caller.principal.allowedModels, id, '')) return { id, provider: routeOwner };
  try {
    const [candidate] = allowedCandidates(runtime, caller, id);
    return { id, provider: candidate?.provider.name ?? '' };
  } catch (error) {
    // What the key may not use looks like what does not exist.
    if (error instanceof AppError && error.code === 'model_not_allowed') throw new AppError('model_not_found');
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
