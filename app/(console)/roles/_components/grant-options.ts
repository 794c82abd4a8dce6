import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { listRoles } from '#lib/access/index.ts';
import { pageLimitMax } from '#lib/contracts/page.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listProjects } from '#lib/projects/index.ts';
import { cutNote } from '../../_shell/cut-note.ts';

/** What a form that grants a role offers: the first that a list has; others are named by API. */
export interface GrantOptions {
  readonly roles: readonly ComboboxOption[];
  readonly departments: readonly ComboboxOption[];
  readonly teams: readonly ComboboxOption[];
  readonly projects: readonly ComboboxOption[];
  /** Which lists are longer than what is offered, by the field that offers them. */
  readonly notes: Readonly<Record<'roles' | 'departments' | 'teams' | 'projects', string | undefined>>;
}

const limit = pageLimitMax;
const byName = ({ id, name }: { readonly id: string; readonly name: string }): ComboboxOption => ({ value: id, label: name });

/** Loads what the reader can grant and where; the command has the last word. */
export async function grantOptions(): Promise<GrantOptions> {
  const [roles, departments, teams, projects] = await Promise.all([
    perform(listRoles, { limit }),
    perform(listDepartments, { limit }),
    perform(listTeams, { limit }),
    perform(listProjects, { limit }),
  ]);
  return {
    roles: (roles.data?.data ?? []).map(({ id, title, level }) => ({ value: id, label: title, detail: `Level ${level}` })),
    departments: (departments.data?.data ?? []).map(byName),
    teams: (teams.data?.data ?? []).map(byName),
    projects: (projects.data?.data ?? []).map(byName),
    notes: {
      ...{ roles: cutNote({ roles: roles.data }), departments: cutNote({ departments: departments.data }) },
      ...{ teams: cutNote({ teams: teams.data }), projects: cutNote({ projects: projects.data }) },
    },
  };
}
