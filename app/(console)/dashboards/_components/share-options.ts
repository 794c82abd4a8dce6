import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { listRoles } from '#lib/access/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';

/** Whom a dashboard can be shared with, as far as the reader may see them. */
export async function shareOptions(): Promise<readonly ComboboxOption[]> {
  const [teams, roles] = await Promise.all([perform(listTeams, { limit: 200 }), perform(listRoles, { limit: 200 })]);
  return [
    ...(teams.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name, detail: 'Team' })),
    ...(roles.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title, detail: 'Role' })),
  ];
}
