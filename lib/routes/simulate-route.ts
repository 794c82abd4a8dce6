import { eq } from 'drizzle-orm';
import { tenant } from '#db/schema/index.ts';
import { priceOfServed, readServedModels, type ServedModels, type ServedTarget, targetsOfModel } from '#lib/catalog/served-models.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import type { RouteDefinition, RouteTarget } from '#lib/contracts/route-definition.ts';
import { type Route, routeSimulate, type SimulatedTarget } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { compileRoute, type TargetSource } from './compile-route.ts';
import { estimateCost } from './estimate-cost.ts';
import { explainOrder } from './explain-order.ts';
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
): TargetSource<ServedTarget> {
  const allowed = { ...served, sources: served.sources.filter((source) => servesRegion(residency, source.region, source.provider)) };
  return {
    targetsOf({ model, connection_id: connectionId }: RouteTarget) {
      if (connectionId === null) return targetsOfModel(allowed, model);
      const source = allowed.sources.find((candidate) => candidate.connectionId === connectionId);
      if (source === undefined) return [];
      const direct = targetsOfModel({ ...allowed, sources: [source] }, model);
      return direct.length > 0 ? direct : targetsOfModel({ ...allowed, sources: [source] }, `${source.connectionName}/${model}`);
    },
    linkedRoute: (routeId) => routes.get(routeId)?.definition ?? undefined,
    keyOf: ({ source, model }) => `${source.connectionId}/${model}`,
  };
}

const stateKey = (connectionId: string, model: string): string => `${connectionId} ${model}`;

function factsOf(served: ServedModels, states: States, input: Input, nowMs: number): RouteFacts<ServedTarget> {
  const stateOf = ({ source, model }: ServedTarget) => states.get(stateKey(source.connectionId, model));
  const size = { inputTokens: input.input_tokens, outputTokens: input.output_tokens };
  return {
    nowMs,
    taskType: input.task ?? null,
    dataClass: input.data_class ?? null,
    stickyKey: input.user ?? 'nobody in particular',
    random: Math.random,
    costNanoUsd: ({ source, model }) => estimateCost(size, priceOfServed(served, source.provider, model)),
    latencyMs: (target) => (input.streamed ? stateOf(target)?.firstTokenMs : stateOf(target)?.latencyMs) ?? null,
    running: (target) => stateOf(target)?.running ?? 0,
  };
}

function verdictOf(targets: readonly SimulatedTarget[]): string {
  const [first] = targets;
  if (first === undefined) return 'No target of the route takes this request: it would be refused.';
  const after = targets.length === 1 ? 'Nothing stands behind it.' : `${targets.length - 1} more stand behind it.`;
  return `${first.model} on ${first.connection_name} would be asked first. ${after}`;
}

/** Orders the targets as the gateway would, by what is known now of prices, latencies and circuits. */
export const simulateRoute = defineQuery(routeSimulate, async (ctx, input) => {
  const route = await readRoute(ctx, input.route_id);
  const definition = await definitionOf(ctx, route, input.version);
  const served = await readServedModels(ctx);
  const [bound] = await ctx.tx.select({ residency: tenant.residency }).from(tenant).where(eq(tenant.tenantId, ctx.tenantId));
  const rows = Map.groupBy(await readTargetStates(ctx), (row) => stateKey(row.connectionId, row.model));
  const states: States = new Map([...rows].map(([key, group]) => [key, joinStates(group)]));
  const facts = factsOf(served, states, input, (input.at ?? ctx.now).getTime());
  const compiled = compileRoute(definition, sourceOf(served, await readLinkableRoutes(ctx), bound?.residency ?? 'global'), route.id);
  const ordered = compiled === null ? [] : explainOrder(compiled, facts);
  const targets = ordered.map(({ target, reasons }): SimulatedTarget => {
    const { source, model } = target;
    const cost = facts.costNanoUsd(target);
    const latency = facts.latencyMs(target);
    return {
      ...{
        connection_id: source.connectionId,
        connection_name: source.connectionName,
        provider: source.provider.name,
        model,
        reasons: [...reasons],
      },
      expected_cost_usd: cost === null ? null : BigInt(Math.round(cost)),
      latency_ms: latency === null ? null : Math.round(latency),
      running: facts.running(target),
      circuit: states.get(stateKey(source.connectionId, model))?.circuit ?? 'closed',
    };
  });
  // As the gateway plans it: what is shut is asked only when nothing else is left.
  const planned = [...targets.filter(({ circuit }) => circuit !== 'open'), ...targets.filter(({ circuit }) => circuit === 'open')];
  return { targets: planned, attempts_max: attemptsMax, verdict: verdictOf(planned) };
});
