import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import type { MappingChoices } from './group-mappings-field.tsx';

/** Roles and places that groups can lead to; what the reader may not see is left out. */
export async function loadChoices(): Promise<MappingChoices> {
  const [roles, departments, teams] = await Promise.all([
    perform(listRoles, {}),
    perform(listDepartments, { limit: 200 }),
    perform(listTeams, { limit: 200 }),
  ]);
  return {
    roles: (roles.data?.data ?? []).filter(({ level }) => level <= 90).map(({ id, title }) => ({ value: id, label: title })),
    places: [
      ...(departments.data?.data ?? []).map(({ id, name }) => ({ value: id, label: `Department ${name}` })),
      ...(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: `Team ${name}` })),
    ],
  };
}
