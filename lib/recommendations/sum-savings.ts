import type { StoredSavings } from '#db/schema/index.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import { costAt, type ModelAt } from './find-replacements.ts';
import type { Reading } from './reading.ts';
import type { TrafficGroup } from './traffic.ts';

interface Compared {
  readonly baseline: NanoUsd;
  readonly byModel: NanoUsd;
  readonly isCompared: boolean;
}

/**
 * What a group would have cost without Tollgate's choices: with the model its callers asked for, at the provider that served it; calls to
 * a route, which is no model, with the tenant's baseline. What cannot be priced is its own baseline. A kept answer would have cost what it saved.
 */
function compare(group: TrafficGroup, baseline: ModelAt | null, { priceOf, routes }: Pick<Reading, 'priceOf' | 'routes'>): Compared {
  const { cost, saved, of, isText, routeId, requested, provider, model } = group;
  const own: Compared = { baseline: cost + saved, byModel: 0n, isCompared: saved > 0n };
  if (of !== 'priced' || !isText) return own;
  const isRoute = routeId !== null || [...routes.values()].some(({ name }) => name === requested);
  const asked: ModelAt | null = isRoute ? baseline : { provider, model: requested };
  if (asked === null || (asked.provider === provider && asked.model === model)) return own;
  const now = costAt([group], { provider, model }, priceOf);
  const other = costAt([group], asked, priceOf);
  if (now === undefined || other === undefined) return own;
  return { baseline: cost + other - now, byModel: other - now, isCompared: true };
}

/** What the calls cost against what they would have cost, over all days that were read. */
export function sumSavings(
  reading: Pick<Reading, 'groups' | 'days' | 'priceOf' | 'routes' | 'now'>,
  baseline: ModelAt | null,
): StoredSavings {
  const total = { calls: 0, compared: 0, actual: 0n, baseline: 0n, cache: 0n, model: 0n };
  const byDay = new Map(reading.days.map((day) => [day, { actual: 0n, baseline: 0n }]));
  for (const group of reading.groups) {
    const found = compare(group, baseline, reading);
    total.calls += group.calls;
    if (found.isCompared) total.compared += group.calls;
    total.actual += group.cost;
    total.baseline += found.baseline;
    total.cache += group.saved;
    total.model += found.byModel;
    const day = byDay.get(group.day);
    if (day === undefined) continue;
    day.actual += group.cost;
    day.baseline += found.baseline;
  }
  const [first = reading.now.toISOString().slice(0, 10)] = reading.days;
  return {
    from: `${first}T00:00:00.000Z`,
    to: `${reading.now.toISOString().slice(0, 10)}T00:00:00.000Z`,
    ...{ calls: total.calls, compared_calls: total.compared },
    ...{ actual: `${total.actual}`, baseline: `${total.baseline}`, by_cache: `${total.cache}`, by_model: `${total.model}` },
    days: [...byDay].map(([day, sums]) => ({ day, actual: `${sums.actual}`, baseline: `${sums.baseline}` })),
  };
}
