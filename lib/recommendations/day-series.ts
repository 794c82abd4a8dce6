import type { NanoUsd } from '#lib/core/money.ts';
import { type Estimate, estimateMonth } from './estimate.ts';

interface Dated {
  readonly day: string;
}

/** What each of the days came to, days without anything as 0. */
export function daySeries<Item extends Dated>(days: readonly string[], items: readonly Item[], of: (item: Item) => NanoUsd): number[] {
  const byDay = new Map<string, NanoUsd>();
  for (const item of items) byDay.set(item.day, (byDay.get(item.day) ?? 0n) + of(item));
  return days.map((day) => Number(byDay.get(day) ?? 0n));
}

/** The next 30 days of what items of these days came to; undefined for less than two days. */
export const monthOf = <Item extends Dated>(
  days: readonly string[],
  items: readonly Item[],
  of: (item: Item) => NanoUsd,
): Estimate | undefined => estimateMonth(daySeries(days, items, of));
