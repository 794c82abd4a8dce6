import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { tenant } from '#db/schema/index.ts';
import { priceOfServed, readServedModels, type ServedModels, type ServedTarget, targetsOfModel } from '#lib/catalog/served-models.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import type { RouteDefinition, RouteTarget } from '#lib/contracts/route-definition.ts';
import { type Route, routeSimulate, type SimulatedTarget } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { readPolicySources } from '#lib/policies/read-policy-sources.ts';
import { compileRoute, type TargetSource } from './compile-route.ts';
import { estimateCost } from './estimate-cost.ts';
import { type ExplainedTarget, explainOrder } from './explain-order.ts';
import { SimulatedPolicies } from './judge-simulated.ts';
import { readSimulatedCaller, type SimulatedCaller } from './read-simulated-caller.ts';
import { readLinkableRoutes } from './require-definition.ts';
import { readRoute } from './route-rows.ts';
import { servesRegion } from './serves-region.ts';
import type { RouteFacts } from './strategy.ts';
import { type JoinedState, joinStates, readTargetStates } from './target-state-rows.ts';
import { readVersion } from './version-rows.ts';

/** As many as the gateway asks by default. */
const attemptsMax = 4;

type Input = InputOf<typeof routeSimulate>;
type States = ReadonlyMap<string, JoinedState>;
type Ordered = ExplainedTarget<RouteServed>;

/** A target as a member of the route leads to it. */
interface RouteServed extends ServedTarget {
  readonly times: Pick<SimulatedTarget, 'first_token_seconds' | 'timeout_seconds'>;
}

async function definitionOf(ctx: OperationContext, route: Route, version: Input['version']): Promise<RouteDefinition> {
  if (version === 'draft') {
    // A route without changes is simulated as it is in force.
    const definition = route.draft ?? route.definition;
    if (definition !== null) return definition;
  } else if (version === 'published') {
    if (route.definition !== null) return route.definition;
    throw new AppError('conflict', { detail: 'Nothing of this route is published yet; simulate its draft.' });
  } else {
    const found = await readVersion(ctx, route, version);
    if (found !== null) return found.definition;
  }
  throw new AppError('validation_failed', { errors: [{ pointer: '/version', detail: 'This route has no such version' }] });
}

/** What the route's words stand for, on the connections of the tenant that its region allows. */
function sourceOf(
  served: ServedModels,
  routes: Awaited<ReturnType<typeof readLinkableRoutes>>,
  residency: string,
): TargetSource<RouteServed> {
  const allowed = { ...served, sources: served.sources.filter((source) => servesRegion(residency, source.region, source.provider)) };
  const servedBy = ({ model, connection_id: connectionId }: RouteTarget): readonly ServedTarget[] => {
    if (connectionId === null) return targetsOfModel(allowed, model);
    const source = allowed.sources.find((candidate) => candidate.connectionId === connectionId);
    if (source === undefined) return [];
    const direct = targetsOfModel({ ...allowed, sources: [source] }, model);
    return direct.length > 0 ? direct : targetsOfModel({ ...allowed, sources: [source] }, `${source.connectionName}/${model}`);
  };
  return {
    targetsOf(node: RouteTarget) {
      const { first_token_seconds, timeout_seconds } = node;
      return servedBy(node).map((target) => ({ ...target, times: { first_token_seconds, timeout_seconds } }));
    },
    linkedRoute: (routeId) => routes.get(routeId)?.definition ?? undefined,
    keyOf: ({ source, model }) => `${source.connectionId}/${model}`,
  };
}

const stateKey = (connectionId: string, model: string): string => `${connectionId} ${model}`;

function factsOf(served: ServedModels, states: States, input: Input, nowMs: number): RouteFacts<RouteServed> {
  const stateOf = ({ source, model }: ServedTarget) => states.get(stateKey(source.connectionId, model));
  const size = { inputTokens: input.input_tokens, outputTokens: input.output_tokens };
  return {
    nowMs,
    taskType: input.task ?? null,
    dataClass: input.data_class ?? null,
    region: input.region ?? null,
    stickyKey: input.user ?? 'nobody in particular',
    random: Math.random,
    costNanoUsd: ({ source, model }) => estimateCost(size, priceOfServed(served, source.provider, model)),
    latencyMs: (target) => (input.streamed ? stateOf(target)?.firstTokenMs : stateOf(target)?.latencyMs) ?? null,
    isIn: ({ source: { region, provider } }, asked) => servesRegion(asked, region, provider),
    running: (target) => stateOf(target)?.running ?? 0,
  };
}

function verdictOf(targets: readonly SimulatedTarget[], refusal: string | null): string {
  const [first] = targets;
  if (first === undefined)
    return refusal === null
      ? 'No target of the route takes this request: it would be refused.'
      : `${refusal} The request would be refused.`;
  const after = targets.length === 1 ? 'Nothing stands behind it.' : `${targets.length - 1} more stand behind it.`;
  return `${first.model} on ${first.connection_name} would be asked first. ${after}`;
}

type LeftOut = z.output<(typeof routeSimulate)['output']>['left_out'];

/** The models that the caller reaches, and why not the others. */
function reachedBy(caller: SimulatedCaller | null, served: ServedModels): { readonly served: ServedModels; readonly leftOut: LeftOut } {
  if (caller === null) return { served, leftOut: [] };
  const { allowedProviders, unreached } = caller;
  const leftOut: LeftOut = [];
  const sources = served.sources.filter(({ connectionId, connectionName, provider }) => {
    const why = unreached.has(connectionId)
      ? 'It belongs to another part of the organization.'
      : allowedProviders !== null && !allowedProviders.includes(provider.name)
        ? 'The key may not use its provider.'
        : null;
    if (why !== null) leftOut.push({ connection_name: connectionName, model: null, why });
    return why === null;
  });
  return { served: { ...served, sources }, leftOut };
}

/** Why a key has no part in the route at all; null where it has. */
function refusalOf(caller: SimulatedCaller | null, route: Route): string | null {
  if (caller === null) return null;
  const { fault, allowedModels } = caller;
  return fault ?? (allowedModels === null || allowedModels.includes(route.name) ? null : 'The key may not use this route.');
}

/** What policies leave of the targets. */
async function judge(
  ctx: OperationContext,
  caller: SimulatedCaller,
  { input, route, facts }: { readonly input: Input; readonly route: Route; readonly facts: RouteFacts<RouteServed> },
  ordered: readonly Ordered[],
): Promise<{ readonly left: readonly Ordered[]; readonly leftOut: LeftOut; readonly notes: readonly string[] }> {
  const sources = await readPolicySources(ctx.tx, ctx.tenantId, ctx.runtime.logger);
  const policies = new SimulatedPolicies(sources, caller, facts.nowMs);
  const ofCall = {
    ...{ requested_model: route.name, route: route.name, streamed: input.streamed, task: facts.taskType, data_class: facts.dataClass },
    ...{ input_tokens: input.input_tokens, max_output_tokens: input.output_tokens, choices: 1 },
  };
  const notes = new Set<string>();
  const leftOut: LeftOut = [];
  let unknown: readonly string[] = [];
  const left = ordered.filter(({ target }) => {
    const { source, model } = target;
    const ofTarget = {
      ...{ model, provider: source.provider.name, connection: source.connectionName, region: source.region },
      estimated_cost: facts.costNanoUsd(target),
    };
    unknown = policies.unknown({ ...ofCall, ...ofTarget });
    const verdict = policies.judge({ ...ofCall, ...ofTarget });
    if (verdict.refusal !== null) leftOut.push({ connection_name: source.connectionName, model, why: verdict.refusal });
    else for (const note of verdict.notes) notes.add(note);
    return verdict.refusal === null;
  });
  if (unknown.length > 0) notes.add(`Policies also ask for ${unknown.join(', ')}, which a simulation does not have.`);
  return { left, leftOut, notes: [...notes] };
}

/** Orders the targets as the gateway would, by what is known now of prices, latencies and circuits. */
export const simulateRoute = defineQuery(routeSimulate, async (ctx, input) => {
  const route = await readRoute(ctx, input.route_id);
  const definition = await definitionOf(ctx, route, input.version);
  const caller = await readSimulatedCaller(ctx, input);
  const refusal = refusalOf(caller, route);
  const { served, leftOut } = reachedBy(caller, await readServedModels(ctx));
  const [bound] = await ctx.tx.select({ residency: tenant.residency }).from(tenant).where(eq(tenant.tenantId, ctx.tenantId));
  const rows = Map.groupBy(await readTargetStates(ctx), (row) => stateKey(row.connectionId, row.model));
  const states: States = new Map([...rows].map(([key, group]) => [key, joinStates(group)]));
  const facts = factsOf(served, states, input, (input.at ?? ctx.now).getTime());
  const compiled = compileRoute(definition, sourceOf(served, await readLinkableRoutes(ctx), bound?.residency ?? 'global'), route.id);
  const ordered = compiled === null || refusal !== null ? [] : explainOrder(compiled, facts);
  const judged = caller === null ? { left: ordered, leftOut: [], notes: [] } : await judge(ctx, caller, { input, route, facts }, ordered);
  const targets = judged.left.map(({ target, reasons }) => simulatedTarget(target, reasons, states, facts));
  // As the gateway plans it: what is shut is asked only when nothing else is left.
  const planned = [...targets.filter(({ circuit }) => circuit !== 'open'), ...targets.filter(({ circuit }) => circuit === 'open')];
  const left_out = [...leftOut, ...judged.leftOut];
  return { targets: planned, left_out, notes: [...judged.notes], attempts_max: attemptsMax, verdict: verdictOf(planned, refusal) };
});

function simulatedTarget(target: RouteServed, reasons: readonly string[], states: States, facts: RouteFacts<RouteServed>): SimulatedTarget {
  const { source, model } = target;
  const cost = facts.costNanoUsd(target);
  const latency = facts.latencyMs(target);
  return {
    ...{ connection_id: source.connectionId, connection_name: source.connectionName, provider: source.provider.name, model },
    reasons: [...reasons],
    expected_cost_usd: cost === null ? null : BigInt(Math.round(cost)),
    latency_ms: latency === null ? null : Math.round(latency),
    running: facts.running(target),
    circuit: states.get(stateKey(source.connectionId, model))?.circuit ?? 'closed',
    ...target.times,
  };
}
