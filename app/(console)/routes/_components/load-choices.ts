import { listCatalogModels } from '#lib/catalog/index.ts';
import { listConnections } from '#lib/connections/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listTeams } from '#lib/organization/index.ts';
import { listRoutes } from '#lib/routes/index.ts';
import type { Named } from './editor-context.ts';
import type { SimulatedCallers } from './simulate-panel.tsx';

/** What the editor offers to choose from. */
export interface RouteChoices {
  /** Models that connections list, each once; others can be typed. */
  readonly models: readonly string[];
  readonly connections: readonly Named[];
  readonly routes: readonly Named[];
}

const named = ({ id, name }: Named): Named => ({ id, name });

/** Keys and teams that this reader sees; none of a kind that he may not list. */
export async function loadCallers(): Promise<SimulatedCallers> {
  const [keys, teams] = await Promise.all([
    perform(listKeys, { limit: 200, status: 'active', sort: 'name' }),
    perform(listTeams, { limit: 200, sort: 'name' }),
  ]);
  return { keys: (keys.data?.data ?? []).map(named), teams: (teams.data?.data ?? []).map(named) };
}

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
