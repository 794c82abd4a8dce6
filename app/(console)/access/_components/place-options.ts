import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { pageLimitMax } from '#lib/contracts/page.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listProjects } from '#lib/projects/index.ts';
import { cutNote } from '../../_shell/cut-note.ts';

const limit = pageLimitMax;

export interface PlaceOptions {
  /** The value names the field of the operation and the id. */
  readonly options: readonly ComboboxOption[];
  /** Which lists are longer than what is offered; undefined where none is. */
  readonly note: string | undefined;
}

/** What can be asked about, as far as the reader sees it. */
export async function placeOptions(): Promise<PlaceOptions> {
  const [departments, teams, projects, keys] = await Promise.all([
    perform(listDepartments, { limit }),
    perform(listTeams, { limit }),
    perform(listProjects, { limit }),
    perform(listKeys, { limit, status: 'active' }),
  ]);
  const optionsOf = (field: string, detail: string, rows: readonly { readonly id: string; readonly name: string }[] = []) =>
    rows.map(({ id, name }) => ({ value: `${field}=${id}`, label: name, detail }));
  return {
    options: [
      ...optionsOf('department_id', 'Department', departments.data?.data),
      ...optionsOf('team_id', 'Team', teams.data?.data),
      ...optionsOf('project_id', 'Project', projects.data?.data),
      ...optionsOf('key_id', 'Virtual key', keys.data?.data),
    ],
    note: cutNote({ departments: departments.data, teams: teams.data, projects: projects.data, keys: keys.data }),
  };
}
