import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { perform } from '#lib/http/page-invocation.ts';
import { listChannels } from '#lib/notifications/index.ts';
import { channelWords } from '../../channels/_components/channel-words.ts';

/** The channels that a rule may tell; none for readers who may not see them. */
export async function channelOptions(): Promise<readonly ComboboxOption[]> {
  const { data } = await perform(listChannels, { limit: 200 });
  return (data?.data ?? []).map(({ id, name, kind }) => ({ value: id, label: name, detail: channelWords[kind].label }));
}
