import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';

/** Cost centers to choose from; none where the reader may not see them. */
export async function centerOptions(): Promise<readonly ComboboxOption[]> {
  const { data } = await perform(listCostCenters, { limit: 200 });
  return (data?.data ?? []).map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }));
}
