import { rateOf, tierFor } from '#lib/catalog/price-call.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { nanoFromPico } from '#lib/core/money.ts';
import { type Estimate, monthDays } from '../estimate.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { KeyHabit, Reading } from '../reading.ts';
import type { Found, RecommendationKind } from '../recommendation-kind.ts';

/** Providers keep no prefix that is shorter, and none for longer than five minutes unless asked. */
const prefixMin = 1024;
const callsMin = 200;
/** Where so much of the input is read from the provider's cache, it works. */
const readShareMax = 0.1;

/** What at most is saved if all that requests can have in common were kept; undefined where that is nothing. */
function mostOf({ priceOf }: Reading, habit: KeyHabit): bigint | undefined {
  const price = priceOf(habit.provider, habit.model);
  const tier = price === undefined ? undefined : tierFor(price, habit.shortestInput);
  if (tier?.picoUsdPerUnit.cache_read === undefined) return undefined;
  const [input, read, write] = [rateOf(tier, 'input'), rateOf(tier, 'cache_read'), rateOf(tier, 'cache_write')];
  if (input === undefined || read === undefined || write === undefined || read >= input) return undefined;
  const prefix = BigInt(habit.shortestInput);
  const saved = BigInt(habit.close) * prefix * (input - read) - BigInt(habit.calls - habit.close) * prefix * (write - input);
  return saved <= 0n ? undefined : nanoFromPico(saved);
}

function find(reading: Reading, habit: KeyHabit): Found[] {
  const key = reading.keys.find(({ id }) => id === habit.keyId);
  const readShare = habit.cacheReadTokens / Math.max(1, habit.inputTokens);
  if (key === undefined || habit.calls < callsMin || habit.shortestInput < prefixMin || readShare >= readShareMax) return [];
  const most = mostOf(reading, habit);
  if (most === undefined) return [];
  const month = (most * BigInt(monthDays)) / BigInt(Math.max(1, reading.days.length));
  // Nobody looked into the requests: what they share may be anything from nothing to the shortest of them.
  const estimate: Estimate = { amount: month / 2n, low: 0n, high: month };
  return [
    {
      fingerprint: `${habit.keyId} ${habit.provider} ${habit.model}`,
      title: `Let the provider keep what requests of ${key.name} to ${habit.model} begin with`,
      summary: `Nearly all of them have ${counted(habit.shortestInput)} tokens or more and follow each other within five minutes, and ${percent(readShare)} of their input is read from the provider’s cache. Put what never changes first and mark it for the cache.`,
      risk: 'Writing into a cache costs more at some providers; requests that have nothing in common gain nothing.',
      ...{ estimate, confidence: 'low', effort: 'medium', departmentId: key.departmentId, teamId: key.teamId },
      evidence: [
        {
          label: `Calls in ${reading.days.length} days`,
          value: counted(habit.calls),
          href: `/usage?f.key=is:${toPublicId('key', habit.keyId)}`,
        },
        { label: 'Within five minutes of the one before', value: counted(habit.close), href: null },
        { label: 'What they cost', value: dollars(habit.cost), href: '/costs?group=key,model' },
        { label: 'Read from the provider’s cache', value: percent(readShare), href: null },
      ],
      plan: {},
    },
  ];
}

/** Long requests that follow each other and are paid for in full each time. */
export const promptCaching: RecommendationKind = {
  name: 'prompt_caching',
  find: (reading) => reading.habits.flatMap((habit) => find(reading, habit)),
};
