import type { z } from 'zod';
import type { PlacePreview } from '#lib/contracts/place-previews.ts';
import { parseUsd } from '#lib/core/money.ts';

export type Preview = z.input<typeof PlacePreview>;

const counted = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What archiving does, before it is done. */
export function archiveWords({ keys, own_budgets: budgets, people }: Preview): string {
  const { active, calls_last_hour: calls } = keys;
  const used = calls === null ? '' : `; ${counted(calls, 'call was', 'calls were')} charged to it in the last hour`;
  const stops =
    active === null
      ? 'Its keys stop within 2 s.'
      : active === 0
        ? 'No active key is charged to it.'
        : `${counted(active, 'key stops', 'keys stop')} within 2 s${used}.`;
  const kept = budgets.length === 0 ? '' : ` ${counted(budgets.length, 'budget stays', 'budgets stay')} and counts nothing more.`;
  return `${stops}${kept} ${counted(people, 'person keeps', 'people keep')} the membership, and what was spent stays in every sum. It can be restored; its keys stay disabled then.`;
}

const named = (budgets: Preview['budgets_left']): string => budgets.map(({ name }) => name).join(', ');

/** What moving does, line by line. */
export function moveWords(preview: Preview, money: (nano: bigint) => string): readonly string[] {
  const { budgets_left: left, budgets_joined: joined, keys, teams, departments, people } = preview;
  const held = left.reduce((sum, { held_usd }) => sum + (parseUsd(held_usd) ?? 0n), 0n);
  const along = [
    ...(departments > 0 ? [counted(departments, 'department', 'departments')] : []),
    ...(teams > 0 ? [counted(teams, 'team', 'teams')] : []),
    counted(people, 'person', 'people'),
    keys.active === null ? 'its keys' : counted(keys.active, 'active key', 'active keys'),
  ];
  return [
    `Goes along: ${along.join(', ')}. Keys go on working.`,
    left.length === 0
      ? 'No budget is left behind.'
      : `Left behind: ${named(left)}. What was spent stays there${held > 0n ? `, and so do ${money(held)} held for running calls` : ''}.`,
    joined.length === 0 ? 'No other budget applies from then on.' : `From then on its calls count for: ${named(joined)}.`,
  ];
}
