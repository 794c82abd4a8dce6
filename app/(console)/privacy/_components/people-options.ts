import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';

/** People to choose from, deactivated ones too: they have rights as well. */
export async function peopleOptions(): Promise<readonly ComboboxOption[]> {
  const { data } = await perform(listUsers, { limit: 200, status: 'all' });
  return (data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name === '' ? email : `${name} (${email})` }));
}
