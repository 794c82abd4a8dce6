import { listCatalogModels } from '#lib/catalog/index.ts';
import { listProviders } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listEnvironments, listProjects } from '#lib/projects/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import type { ScopeOptions } from './scope-fields.tsx';

/** People to choose from, as far as the reader sees them. */
export async function peopleOptions() {
  const { data } = await perform(listUsers, { limit: 200, status: 'active' });
  return (data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name, detail: email }));
}

/** What the reader can give a budget; the command has the last word. */
export async function scopeOptions(): Promise<ScopeOptions> {
  const [{ me }, departments, teams, user, keys, providers, models, projects, environments] = await Promise.all([
    loadReader(),
    perform(listDepartments, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
    peopleOptions(),
    perform(listKeys, { limit: 200, status: 'active' }),
    perform(listProviders, {}),
    perform(listCatalogModels, { limit: 200 }),
    perform(listProjects, { limit: 200 }),
    perform(listEnvironments, { limit: 200 }),
  ]);
  const centers = holds(me.permissions, 'cost_centers.read') ? await perform(listCostCenters, { limit: 200 }) : undefined;
  return {
    // Whoever may change the organization holds everything on all of it.
    everything: holds(me.permissions, 'tenant.write'),
    department: (departments.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    team: (teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    project: (projects.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    environment: (environments.data?.data ?? []).map(({ id, name, project_name }) => ({ value: id, label: `${project_name} ${name}` })),
    cost_center: (centers?.data?.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` })),
    user,
    provider: (providers.data?.data ?? []).map(({ name, label }) => ({ value: name, label, detail: name })),
    models: [...new Set((models.data?.data ?? []).map(({ model }) => model))],
    key: (keys.data?.data ?? []).map(({ id, name, display, team_name }) => ({
      value: id,
      label: name,
      detail: [display, team_name].filter((text) => text !== null).join(' · '),
    })),
  };
}
