import { AppError } from '#lib/core/errors.ts';
import { orderTargets } from '#lib/routes/order-targets.ts';
import type { Asked, Caller } from '../calls/gateway-call.ts';
import type { GatewayRequest } from '../gateway-request.ts';
import type { GatewayRuntime } from '../gateway-runtime.ts';
import { CallFacts } from '../routing/call-facts.ts';
import type { ChosenRoute } from '../routing/chosen-route.ts';
import { findCandidates } from '../routing/find-candidates.ts';
import { findRoute } from '../routing/find-route.ts';
import { findTargets } from '../routing/find-targets.ts';
import type { Candidate } from '../routing/model-index.ts';
import { preferredOrder } from '../routing/preferred-order.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import type { PublishedRoute, TenantSnapshot } from '../snapshot/snapshot.ts';
import { mappedAsk } from '../transformations/mapped-ask.ts';

/** The targets that could serve a call, best first; never empty. */
export interface Resolution {
  readonly targets: readonly RoutedTarget[];
  /** The route that ordered them; null where the caller named a model. */
  readonly route: ChosenRoute | null;
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
  const candidates = findCandidates(runtime.snapshot, caller.tenant, name);
  if (candidates.length === 0) throw providerRefused(runtime, caller, name) ?? notFound(caller.tenant, name);
  const allowed = candidates.filter(({ model, connection }) => isAllowed(caller.principal.allowedModels, model, connection.name));
  if (allowed.length === 0) throw notAllowed(name);
  return allowed;
}

/**
 * The route that a call is for: the one its header names, or the one whose name it gives as its model; a route hides a model
 * of the same name. Undefined where the call names a model.
 */
export function routeOf({ routes }: TenantSnapshot, model: string, request: Pick<GatewayRequest, 'header'>): PublishedRoute | undefined {
  const named = request.header('x-tollgate-route');
  if (named === undefined) return routes.size === 0 ? undefined : routes.get(model);
  const route = routes.get(named.trim());
  if (route !== undefined) return route;
  throw new AppError('model_not_found', { detail: 'The header x-tollgate-route names no published route of this organization.' });
}

/** A key that is limited to models may use a route that is among them, whatever the route leads to. */
function resolveRoute(
  runtime: GatewayRuntime,
  caller: Caller,
  asked: Asked,
  request: Pick<GatewayRequest, 'header'>,
  route: PublishedRoute,
): Resolution {
  const { allowedModels } = caller.principal;
  if (allowedModels !== null && !allowedModels.has(route.name)) throw notAllowed(route.name);
  const group = findRoute(runtime, caller.tenant, route, asked.protocol.name, asked.ask.streamed);
  const { whole } = caller.tenant;
  if (group === null && whole !== undefined && findRoute(runtime, whole, route, asked.protocol.name, asked.ask.streamed) !== null)
    throw providerNotAllowed(`The route "${route.name}"`);
  if (group === null)
    throw noTarget(route.name, 'None of its targets is served by an active connection that can answer a call of this kind.');
  const targets = group.fixed ?? orderTargets(group, new CallFacts(runtime, caller, asked, request));
  if (targets.length === 0) throw noTarget(route.name, 'Its conditions leave no target for this task, data class and time.');
  return { targets, route };
}

/** The targets that could serve calls of a protocol for a model, as far as the key may use it; never empty. Throws as `resolve` does. */
export function allowedTargets(
  runtime: GatewayRuntime,
  caller: Caller,
  name: string,
  protocol: string,
  streamed: boolean,
): readonly RoutedTarget[] {
  const { allowedModels } = caller.principal;
  const found = findTargets(runtime, caller.tenant, name, protocol, streamed);
  const targets =
    allowedModels === null ? found : found.filter(({ model, connection }) => isAllowed(allowedModels, model, connection.name));
  if (targets.length === 0) throw notServed(allowedCandidates(runtime, caller, name), name);
  return targets;
}

function resolveModel(
  runtime: GatewayRuntime,
  caller: Caller,
  asked: Asked,
  request: Pick<GatewayRequest, 'header'>,
): readonly RoutedTarget[] {
  const { tenant, principal } = caller;
  const targets = allowedTargets(runtime, caller, asked.ask.model, asked.protocol.name, asked.ask.streamed);
  const preference = tenant.preferences === null ? null : tenant.preferences.of(principal.teamId, principal.departmentId);
  return preference === null ? targets : preferredOrder(targets, preference, new CallFacts(runtime, caller, asked, request));
}

/**
 * Whom a call could be served by, best first. Throws what `allowedCandidates` throws, `protocol_not_served` where no provider of
 * the model speaks the protocol or one it can be told in, and `no_connection` where a route has no target for the call.
 */
export function resolve(runtime: GatewayRuntime, caller: Caller, asked: Asked, request: Pick<GatewayRequest, 'header'>): Resolution {
  const { fallback } = asked;
  return fallback?.of === asked.ask.model
    ? resolveWithFallback(runtime, caller, asked, request, fallback.model)
    : resolveOne(runtime, caller, asked, request);
}

function resolveOne(runtime: GatewayRuntime, caller: Caller, asked: Asked, request: Pick<GatewayRequest, 'header'>): Resolution {
  const route = routeOf(caller.tenant, asked.ask.model, request);
  return route === undefined
    ? { targets: resolveModel(runtime, caller, asked, request), route: null }
    : resolveRoute(runtime, caller, asked, request, route);
}

/** The targets of a model, or a route, and behind them those of another one; what cannot be resolved is left to the other. */
function resolveWithFallback(
  runtime: GatewayRuntime,
  caller: Caller,
  asked: Asked,
  request: Pick<GatewayRequest, 'header'>,
  fallback: string,
): Resolution {
  const other = { ...asked, ask: mappedAsk(asked.ask, fallback) };
  const found: Resolution[] = [];
  let first: unknown;
  for (const one of [asked, other]) {
    try {
      found.push(resolveOne(runtime, caller, one, request));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      first ??= error;
    }
  }
  const [best] = found;
  if (best === undefined) throw first;
  return { targets: found.flatMap(({ targets }) => targets), route: best.route };
}

const noTarget = (name: string, why: string): AppError =>
  new AppError('no_connection', {
    detail: `The route "${name}" has no target for this call. ${why}`,
    errors: [{ pointer: '/model', detail: 'no target for this call' }],
  });

const notAllowed = (name: string): AppError =>
  new AppError('model_not_allowed', {
    detail: `This key may not use the model "${name}". GET /api/v1/models lists those it may use.`,
    errors: [{ pointer: '/model', detail: 'not allowed for this key' }],
  });

/** Why a model is not there for the key: the providers that serve it are not among those it is for; undefined where none does. */
function providerRefused(runtime: GatewayRuntime, { tenant: { whole } }: Caller, name: string): AppError | undefined {
  if (whole === undefined || findCandidates(runtime.snapshot, whole, name).length === 0) return undefined;
  return providerNotAllowed(`The model "${name}"`);
}

/** `what` is served, by providers that the key is not for. */
export const providerNotAllowed = (what: string): AppError =>
  new AppError('provider_not_allowed', {
    detail: `${what} is served by providers that this key may not use. GET /api/v1/models lists what it may use.`,
  });

const notServed = (allowed: readonly Candidate[], name: string): AppError =>
  new AppError('protocol_not_served', {
    detail: `The model "${name}" is served by ${[...new Set(allowed.map(({ provider }) => provider.label))].join(', ')}, which cannot answer a call of this kind. Use another model or another endpoint.`,
    errors: [{ pointer: '/model', detail: 'cannot answer a call of this kind' }],
  });

function hintFor({ connections, outOfRegion, notAllowed }: TenantSnapshot, name: string): string {
  const open = connections.find((connection) => connection.provider === 'openai-compatible' && connection.models.length === 0);
  if (outOfRegion !== null)
    return `Connections outside the region ${outOfRegion.region} are never called for this organization: ${outOfRegion.connections.join(', ')}.`;
  if (notAllowed !== null)
    return `Connections to providers that the organization does not allow are never called: ${notAllowed.join(', ')}.`;
  if (connections.length === 0) return 'The tenant has no connection yet; add one in the console.';
  if (open === undefined) return 'GET /api/v1/models lists those that do.';
  return `GET /api/v1/models lists those that do; the connection "${open.name}" lists no models, so name it: "${open.name}/${name}".`;
}

const notFound = (tenant: TenantSnapshot, name: string): AppError =>
  new AppError('model_not_found', {
    detail: `No connection serves the model "${name}". ${hintFor(tenant, name)}`,
    errors: [{ pointer: '/model', detail: 'no connection serves it' }],
  });
