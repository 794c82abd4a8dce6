import { channelOptions } from '../../alert-rules/_components/channel-options.ts';
import { peopleOptions } from '../../budgets/_components/scope-options.ts';
import type { NotifyChoices } from './notify-picker.tsx';

/** Loads whom a policy can tell. */
export async function loadNotifyChoices(): Promise<NotifyChoices> {
  const [channels, people] = await Promise.all([channelOptions(), peopleOptions()]);
  return { channels, people };
}

/** Names by id, for policies in words. */
export const namesOf = ({ channels, people }: NotifyChoices): ReadonlyMap<string, string> =>
  new Map([...channels, ...people].map(({ value, label }) => [value, label]));
