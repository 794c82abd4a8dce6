import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';

/** What a form offers of each kind: the first that a list has; others are named by API. */
export interface AudienceOptions {
  readonly departments: readonly ComboboxOption[];
  readonly teams: readonly ComboboxOption[];
  readonly people: readonly ComboboxOption[];
  readonly roles: readonly ComboboxOption[];
  readonly keys: readonly ComboboxOption[];
}

const limit = 200;

/** Loads what can be named as those who may use a server; a list that the reader may not see is empty. */
export async function audienceOptions(): Promise<AudienceOptions> {
  const [departments, teams, people, roles, keys] = await Promise.all([
    perform(listDepartments, { limit }),
    perform(listTeams, { limit }),
    perform(listUsers, { limit }),
    perform(listRoles, {}),
    perform(listKeys, { limit, status: 'active' }),
  ]);
  const byName = ({ id, name }: { readonly id: string; readonly name: string }): ComboboxOption => ({ value: id, label: name });
  return {
    departments: (departments.data?.data ?? []).map(byName),
    teams: (teams.data?.data ?? []).map(byName),
    people: (people.data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name, detail: email })),
    roles: (roles.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
    keys: (keys.data?.data ?? []).map(byName),
  };
}
