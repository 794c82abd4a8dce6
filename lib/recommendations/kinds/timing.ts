import { type Estimate, monthDays } from '../estimate.ts';
import { counted, dollars, percent } from '../money-words.ts';
import { priceGroup } from '../price-group.ts';
import type { Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';
import type { TrafficGroup } from '../traffic.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The same calls at the prices of an hour of yesterday; undefined where one of them has none. */
function costAtHour({ priceOf, now }: Reading, groups: readonly TrafficGroup[], hour: number): bigint | undefined {
  const atMs = Math.floor(now.getTime() / dayMs) * dayMs - dayMs + hour * hourMs;
  let sum = 0n;
  for (const group of groups) {
    const price = priceOf(group.provider, group.model, atMs);
    const cost = price === undefined ? undefined : priceGroup(group, price);
    if (cost === undefined) return undefined;
    sum += cost;
  }
  return sum;
}

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

function find(reading: Reading, groups: readonly TrafficGroup[]): Found[] {
  const [first] = groups;
  const byHour = Array.from({ length: 24 }, (_, hour) => costAtHour(reading, groups, hour));
  const known = byHour.filter((cost) => cost !== undefined);
  const recorded = groups.reduce((sum, { cost }) => sum + cost, 0n);
  const cheapest = known.reduce<bigint | undefined>((least, cost) => (least === undefined || cost < least ? cost : least), undefined);
  if (first === undefined || cheapest === undefined || known.length < 24 || cheapest >= recorded) return [];
  // The same at all hours: nothing is to be won by waiting.
  if (known.every((cost) => cost === cheapest)) return [];
  const hours = byHour.flatMap((cost, hour) => (cost === cheapest ? [clock(hour)] : []));
  const most = ((recorded - cheapest) * BigInt(monthDays)) / BigInt(Math.max(1, reading.days.length));
  // How much of it can wait, only those who ask know.
  const estimate: Estimate = { amount: most / 2n, low: 0n, high: most };
  const { provider, model } = first;
  return [
    {
      fingerprint: `${provider} ${model}`,
      title: `Call ${model} when it is cheap`,
      summary: `At the hours of ${hours[0]} to ${hours.at(-1)} UTC that are cheapest, the same tokens cost ${percent(Number(cheapest) / Math.max(1, Number(recorded)))} of what was paid. The amount is for half of them.`,
      risk: 'What waits is answered later. A route with time windows can hold dear hours for what cannot wait.',
      ...{ estimate, confidence: 'low', effort: 'medium' },
      evidence: [
        {
          label: `Calls in ${reading.days.length} days`,
          value: counted(groups.reduce((sum, { calls }) => sum + calls, 0)),
          href: `/usage?f.model=is:${encodeURIComponent(model)}`,
        },
        { label: 'What they cost', value: dollars(recorded), href: '/costs?group=model' },
        { label: 'At the cheapest hours', value: dollars(cheapest), href: `/models?q=${encodeURIComponent(model)}` },
        { label: 'Those are (UTC)', value: hours.join(', '), href: null },
      ],
      plan: {},
    },
  ];
}

/** Models whose price depends on the time of day. */
export const timing: RecommendationKind = {
  name: 'timing',
  find: (reading) => {
    const priced = reading.groups.filter(({ isText, of }) => isText && of === 'priced');
    return [...Map.groupBy(priced, ({ provider, model }) => `${provider}\n${model}`).values()].flatMap((groups) => find(reading, groups));
  },
};
