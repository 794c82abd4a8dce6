import { listCatalogModels } from '#lib/catalog/index.ts';
import { listConnections } from '#lib/connections/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRoutes } from '#lib/routes/index.ts';
import type { Named } from './editor-context.ts';

/** What the editor offers to choose from. */
export interface RouteChoices {
  /** Models that connections list, each once; others can be typed. */
  readonly models: readonly string[];
  readonly connections: readonly Named[];
  readonly routes: readonly Named[];
}

const named = ({ id, name }: Named): Named => ({ id, name });

export async function loadChoices(): Promise<RouteChoices> {
  const [models, connections, routes] = await Promise.all([
    perform(listCatalogModels, { limit: 200 }),
    perform(listConnections, { limit: 200, status: 'active' }),
    perform(listRoutes, { limit: 200, status: 'published' }),
  ]);
  return {
    models: [...new Set((models.data?.data ?? []).map(({ model }) => model))],
    connections: (connections.data?.data ?? []).map(named),
    routes: (routes.data?.data ?? []).map(named),
  };
}
