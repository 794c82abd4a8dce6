import { AppError } from '#lib/core/errors.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { listedModels, modelIndexOf } from '../routing/model-index.ts';
import { allowedCandidates, isAllowed } from '../stages/resolve.ts';

/** One model as OpenAI's API lists it. `created` is 0: no provider tells it through a connection. */
interface ListedModel {
  readonly id: string;
  readonly object: 'model';
  readonly created: 0;
  readonly owned_by: string;
}

const toListed = (id: string, owner: string): ListedModel => ({ id, object: 'model', created: 0, owned_by: owner });

/** GET /models: what this key may ask for, in alphabetical order. */
export function listModels(runtime: GatewayRuntime, { tenant, principal }: Caller): object {
  const owners = new Map<string, string>();
  for (const route of modelIndexOf(tenant).byConnectionName.values()) {
    const { provider, connection } = route;
    const models = listedModels(route) ?? (provider.catalogue === null ? [] : runtime.snapshot.catalogueModels(provider.catalogue));
    for (const model of models) {
      if (!owners.has(model) && isAllowed(principal.allowedModels, model, connection.name)) owners.set(model, provider.name);
    }
  }
  const ids = [...owners.keys()].sort();
  return { object: 'list', data: ids.map((id) => toListed(id, owners.get(id) ?? '')) };
}

/** GET /models/{id}; an id with a slash may come encoded or not. Throws model_not_found for what does not exist or may not be used. */
export function readModel(runtime: GatewayRuntime, caller: Caller, encodedId: string): object {
  const id = decode(encodedId);
  try {
    const [candidate] = allowedCandidates(runtime, caller, id);
    return toListed(id, candidate?.provider.name ?? '');
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
