import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { listChecks } from '#lib/compliance/index.ts';
import { perform } from '#lib/http/page-invocation.ts';

/** Every check by what holds when it passes. */
export async function checkOptions(): Promise<readonly ComboboxOption[]> {
  const { data } = await perform(listChecks, {});
  return (data?.data ?? [])
    .map(({ name, title, looks }) => ({ value: name, label: title, detail: looks }))
    .sort((one, other) => one.label.localeCompare(other.label, 'en'));
}
