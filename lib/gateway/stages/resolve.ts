import { AppError } from '#lib/core/errors.ts';
import type { Caller } from '../calls/gateway-call.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { providerNamed } from '../providers/index.ts';
import type { Provider, Target } from '../providers/provider.ts';
import { spokenBy } from '../providers/shared/spoken-by.ts';
import { type Candidate, candidateOf, isCatalogued, listedModels, modelIndexOf } from '../routing/model-index.ts';
import type { ModelPrice, Snapshot, TenantSnapshot } from '../snapshot/snapshot.ts';
import { findTranslation } from '../translation/index.ts';

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
function candidatesFor(snapshot: Snapshot, tenant: TenantSnapshot, name: string): readonly Candidate[] {
  const index = modelIndexOf(tenant);
  const listed = index.listed.get(name) ?? [];
  if (index.catalogued.length === 0 && listed.length > 0) return listed;
  const catalogued = index.catalogued.filter(({ provider }) => isCatalogued(snapshot, provider, name));
  const found = [...listed, ...catalogued.map((route) => candidateOf(route, name))];
  return found.length > 0 ? found : byPrefix(tenant, name);
}

/** The price, unless the catalogue only knows the model and not what it costs. */
function priceOf(snapshot: Snapshot, provider: Provider, model: string): ModelPrice | undefined {
  const price = snapshot.price(provider.catalogue ?? provider.name, model);
  return price === undefined || price.tiers.length === 0 ? undefined : price;
}

/** Whether the key may use the model, under the name asked for or the connection's own. */
export function isAllowed(allowed: ReadonlySet<string> | null, model: string, connectionName: string): boolean {
  return allowed === null || allowed.has(model) || allowed.has(`${connectionName}/${model}`);
}

/**
 * The connections that serve a model for this caller, best first; never empty. A model that none serves is
 * `model_not_found`; one that the key may not use is `model_not_allowed`.
 */
export function allowedCandidates(runtime: GatewayRuntime, caller: Caller, name: string): readonly Candidate[] {
  const candidates = candidatesFor(runtime.snapshot, caller.tenant, name);
  if (candidates.length === 0) throw notFound(caller.tenant, name);
  const allowed = candidates.filter(({ model, connection }) => isAllowed(caller.principal.allowedModels, model, connection.name));
  if (allowed.length === 0) {
    throw new AppError('model_not_allowed', {
      detail: `This key may not use the model "${name}". GET /api/v1/models lists those it may use.`,
      errors: [{ pointer: '/model', detail: 'not allowed for this key' }],
    });
  }
  return allowed;
}

/**
 * The targets that could serve a call of the protocol, best first and those that need no translation before others; never empty. Throws what
 * `allowedCandidates` throws, and `protocol_not_served` where no provider of the model speaks the protocol or one it can be told in.
 */
export function resolve(runtime: GatewayRuntime, caller: Caller, name: string, protocol: string, streamed: boolean): readonly Target[] {
  const { snapshot } = runtime;
  const allowed = allowedCandidates(runtime, caller, name);
  const direct: Target[] = [];
  const translated: Target[] = [];
  for (const { connection, provider, model, label } of allowed) {
    const speaks = spokenBy(provider, model);
    const own = speaks.get(protocol);
    const translation = own === undefined ? findTranslation(protocol, streamed, speaks) : null;
    const spoken = own ?? (translation === null ? undefined : speaks.get(translation.provider.name));
    if (spoken === undefined) continue;
    const target = { connection, provider, model, label, spoken, translation, price: priceOf(snapshot, provider, model) };
    if (translation === null) direct.push(target);
    else translated.push(target);
  }
  if (translated.length === 0 && direct.length > 0) return direct;
  const targets = [...direct, ...translated];
  if (targets.length > 0) return targets;
  throw new AppError('protocol_not_served', {
    detail: `The model "${name}" is served by ${[...new Set(allowed.map(({ provider }) => provider.label))].join(', ')}, which cannot answer a call of this kind. Use another model or another endpoint.`,
    errors: [{ pointer: '/model', detail: 'cannot answer a call of this kind' }],
  });
}

function notFound(tenant: TenantSnapshot, name: string): AppError {
  const open = tenant.connections.find(({ models, provider }) => models.length === 0 && providerNamed(provider)?.models.length === 0);
  const hint =
    tenant.connections.length === 0
      ? 'The tenant has no connection yet; add one in the console.'
      : open === undefined
        ? 'GET /api/v1/models lists those that do.'
        : `GET /api/v1/models lists those that do; the connection "${open.name}" lists no models, so name it: "${open.name}/${name}".`;
  return new AppError('model_not_found', {
    detail: `No connection serves the model "${name}". ${hint}`,
    errors: [{ pointer: '/model', detail: 'no connection serves it' }],
  });
}
