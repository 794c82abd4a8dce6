import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { listProviders } from '#lib/connections/index.ts';
import { pageLimitMax } from '#lib/contracts/page.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listEnvironments, listProjects } from '#lib/projects/index.ts';
import { cutNote } from '../../_shell/cut-note.ts';

/** An environment with the project that it belongs to. */
export interface EnvironmentOption extends ComboboxOption {
  readonly projectId: string;
}

/** What the forms of keys offer; empty where the reader may not see any. */
export interface KeyChoices {
  readonly teams: readonly ComboboxOption[];
  readonly departments: readonly ComboboxOption[];
  readonly projects: readonly ComboboxOption[];
  readonly environments: readonly EnvironmentOption[];
  readonly providers: readonly ComboboxOption[];
  /** Which lists are longer than what is offered, by the field that offers them. */
  readonly notes: Readonly<Record<'teams' | 'departments' | 'projects', string | undefined>>;
}

const named = (rows: readonly { readonly id: string; readonly name: string }[] | undefined): ComboboxOption[] =>
  (rows ?? []).map(({ id, name }) => ({ value: id, label: name }));

/** Loads them; what is refused is offered as nothing. */
export async function loadKeyChoices(): Promise<KeyChoices> {
  const all = { limit: pageLimitMax };
  const [teams, departments, projects, environments, providers] = await Promise.all([
    perform(listTeams, all),
    perform(listDepartments, all),
    perform(listProjects, all),
    perform(listEnvironments, all),
    perform(listProviders, {}),
  ]);
  return {
    teams: named(teams.data?.data),
    departments: named(departments.data?.data),
    projects: named(projects.data?.data),
    environments: (environments.data?.data ?? []).map(({ id, name, project_id: projectId }) => ({ value: id, label: name, projectId })),
    providers: (providers.data?.data ?? []).map(({ name, label }) => ({ value: name, label })),
    notes: {
      ...{ teams: cutNote({ teams: teams.data }), departments: cutNote({ departments: departments.data }) },
      projects: cutNote({ projects: projects.data, environments: environments.data }),
    },
  };
}
