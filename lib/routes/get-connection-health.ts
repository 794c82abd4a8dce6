import { and, eq } from 'drizzle-orm';
import { connection, connectionSpan } from '#db/schema/index.ts';
import { readServedModels } from '#lib/catalog/served-models.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type ConnectionHealth, connectionHealthGet } from '#lib/contracts/connection-health.ts';
import { AppError } from '#lib/core/errors.ts';
import { readLinkableRoutes } from './require-definition.ts';
import { routesThrough } from './routes-through.ts';
import { readSpans, type SpanRow } from './span-rows.ts';
import { lastHeardOf, summarizeConnection } from './summarize-connection.ts';
import { attemptFigures, targetFigures } from './target-figures.ts';
import { readTargetStates, type TargetStateRow } from './target-state-rows.ts';

const hourMs = 3_600_000;
const hoursShown = 24;

/** Hours of the clock, the running one last. */
function courseOf(spans: readonly SpanRow[], now: Date): ConnectionHealth['course'] {
  const last = Math.floor(now.getTime() / hourMs);
  const byHour = Map.groupBy(spans, ({ fromAt }) => Math.floor(fromAt.getTime() / hourMs));
  return Array.from({ length: hoursShown }, (_, index) => {
    const hour = last - (hoursShown - 1 - index);
    const { attempts, faults, latency_ms_p50, latency_ms_p95 } = attemptFigures(byHour.get(hour) ?? []);
    return { at: new Date(hour * hourMs), attempts, faults, latency_ms_p50, latency_ms_p95 };
  });
}

function targetsOf(
  { id, name, provider }: { readonly id: string; readonly name: string; readonly provider: string },
  states: readonly TargetStateRow[],
): ConnectionHealth['targets'] {
  return [...Map.groupBy(states, ({ model }) => model)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([model, rows]) => ({ connection_id: id, connection_name: name, provider, model, ...targetFigures(rows) }));
}

async function readConnection({ tx, tenantId }: OperationContext, id: string) {
  const { id: connectionId, name, provider } = connection;
  const [found] = await tx
    .select({ id: connectionId, name, provider })
    .from(connection)
    .where(and(eq(connection.tenantId, tenantId), eq(connection.id, id)));
  if (found === undefined) throw new AppError('not_found');
  return found;
}

export const getConnectionHealth = defineQuery(connectionHealthGet, async (ctx, input) => {
  const found = await readConnection(ctx, input.connection_id);
  const states = (await readTargetStates(ctx)).filter(({ connectionId }) => connectionId === found.id);
  const spans = await readSpans(ctx, 24 * hourMs, eq(connectionSpan.connectionId, found.id));
  const since = ctx.now.getTime() - hourMs;
  const lastHour = spans.filter(({ fromAt }) => fromAt.getTime() > since);
  const routes = routesThrough(found, await readLinkableRoutes(ctx), await readServedModels(ctx));
  return {
    ...summarizeConnection(found.id, states, lastHour, lastHeardOf(spans)),
    day: attemptFigures(spans),
    course: courseOf(spans, ctx.now),
    targets: targetsOf(found, states),
    routes: [...routes],
  };
});
