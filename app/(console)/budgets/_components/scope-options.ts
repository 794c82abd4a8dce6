import { listCatalogModels } from '#lib/catalog/index.ts';
import { listProviders } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import type { ScopeOptions } from './scope-fields.tsx';

/** People to choose from, as far as the reader sees them. */
export async function peopleOptions() {
  const { data } = await perform(listUsers, { limit: 200, status: 'active' });
  return (data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name, detail: email }));
}

/** What the reader can give a budget; the command has the last word. */
export async function scopeOptions(): Promise<ScopeOptions> {
  const [{ me }, departments, teams, user, keys, providers, models] = await Promise.all([
    loadReader(),
    perform(listDepartments, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
    peopleOptions(),
    perform(listKeys, { limit: 200, status: 'active' }),
    perform(listProviders, {}),
    perform(listCatalogModels, { limit: 200 }),
  ]);
  return {
    // Whoever may change the organization holds everything on all of it.
    everything: holds(me.permissions, 'tenant.write'),
    department: (departments.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    team: (teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    project: [],
    environment: [],
    cost_center: [],
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
