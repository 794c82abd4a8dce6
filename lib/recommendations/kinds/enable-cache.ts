import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { updateCache } from '#lib/cache/index.ts';
import { cacheInput, readCacheSettings } from '#lib/cache/read-cache-settings.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { monthOf } from '../day-series.ts';
import { type Estimate, notBelowZero, shareOf } from '../estimate.ts';
import { counted, dollars, percent } from '../money-words.ts';
import type { Reading } from '../reading.ts';
import type { Fields, Found, RecommendationKind, Step } from '../recommendation-kind.ts';

/** Calls that asked the cache, for a rate worth telling and for one that is known well. */
const askedMin = 50;
const askedSure = 500;
/** Two-sided 95 % of the normal distribution. */
const z95 = 1.96;

/** The 95 % interval of a share by Wilson's score. */
export function wilson(hits: number, of: number): { readonly low: number; readonly high: number } {
  const share = hits / of;
  const middle = share + z95 ** 2 / (2 * of);
  const reach = z95 * Math.sqrt((share * (1 - share)) / of + z95 ** 2 / (4 * of ** 2));
  const whole = 1 + z95 ** 2 / of;
  return { low: Math.max(0, (middle - reach) / whole), high: Math.min(1, (middle + reach) / whole) };
}

/** The share of calls that would be answered, and how that is known; undefined where nothing tells. */
function hitRate({ cache }: Reading, cost: bigint) {
  const { asked, answered, repeats } = cache;
  if (asked >= askedMin)
    return {
      share: answered / asked,
      ...wilson(answered, asked),
      confidence: asked >= askedSure ? ('high' as const) : ('medium' as const),
    };
  if (cost <= 0n || repeats.calls === 0) return undefined;
  // Equal numbers of tokens are a necessary sign of a repeat and no proof, so the low end is none.
  const [share, high] = [Number(repeats.likelyCost) / Number(cost), Number(repeats.cost) / Number(cost)];
  return { share, low: 0, high, confidence: 'low' as const };
}

const Plan = z.object({ askedShare: z.number() });

/** The part of what answers are worth that asked the cache before: what is kept of it later is not the setting's merit. */
function askedShareOf({ groups }: Reading, unasked: bigint): number {
  const asked = groups.filter(({ isText, choseCache }) => isText && choseCache).reduce((sum, { cost, saved }) => sum + cost + saved, 0n);
  return Number(asked) / Math.max(1, Number(asked + unasked));
}

function find(reading: Reading): readonly Found[] {
  const { cache, days } = reading;
  if (cache.mode === 'all') return [];
  // Calls that ask by themselves are answered already.
  const text = reading.groups.filter(({ isText, of, choseCache }) => isText && of === 'priced' && !choseCache);
  const month = monthOf(days, text, (group) => group.cost);
  const cost = text.reduce((sum, group) => sum + group.cost, 0n);
  const rate = hitRate(reading, cost);
  if (month === undefined || rate === undefined || rate.share <= 0) return [];
  const wide: Estimate = { amount: 0n, low: shareOf(month, rate.low).low, high: shareOf(month, rate.high).high };
  return [
    {
      fingerprint: 'cache',
      title: cache.mode === 'off' ? 'Keep answers and tell them again' : 'Keep the answers of all calls, not only of those that ask',
      summary:
        cache.asked >= askedMin
          ? `Of the calls that asked the cache, ${percent(rate.share)} were answered by it. The others would be at the same rate.`
          : `Within an hour, ${counted(reading.cache.repeats.calls)} calls came with the key, model and number of tokens of an earlier one; about ${percent(rate.share)} of the cost is of repeats after coincidence is taken off.`,
      risk: `A kept answer is told again for ${Math.round(cache.ttlSeconds / 60)} minutes, within one ${cache.isolation}. Callers who want a new one each time say so with x-tollgate-cache.`,
      estimate: notBelowZero({ ...wide, amount: shareOf(month, rate.share).amount }),
      confidence: rate.confidence,
      effort: 'low',
      evidence: [
        { label: `Cost of text that did not ask, in ${days.length} days`, value: dollars(cost), href: '/costs?group=model' },
        { label: 'Calls that asked the cache', value: counted(cache.asked), href: '/cache' },
        { label: 'Answered by it', value: counted(cache.answered), href: '/cache' },
        { label: 'Calls that look like repeats', value: counted(cache.repeats.calls), href: '/usage' },
        { label: 'Their cost', value: dollars(cache.repeats.cost), href: null },
      ],
      plan: { askedShare: askedShareOf(reading, cost) },
    },
  ];
}

/** All settings of the cache with another mode: a PUT says all of it. */
async function withMode({ tx, tenantId }: OperationContext, mode: 'off' | 'opt_in' | 'all', isFrom: string) {
  const now = await readCacheSettings(tx, tenantId);
  if (isFrom === 'all' ? now.mode !== 'all' : now.mode === 'all')
    throw new AppError('conflict', { detail: `The cache is set to ${now.mode} by now. Look at its page.` });
  const step: Step = { executable: updateCache, input: { ...cacheInput(now), mode } };
  return { step, former: now.mode };
}

const Memo = z.object({ mode: z.enum(['off', 'opt_in', 'all']) });

/** Keeping answers of all calls. */
export const enableCache: RecommendationKind = {
  name: 'enable_cache',
  find,
  change: {
    apply: async (ctx) => {
      const { step, former } = await withMode(ctx, 'all', 'less');
      return { steps: [step], memo: { mode: former } };
    },
    undo: async (ctx, _plan: Fields, memo) => [(await withMode(ctx, Memo.parse(memo).mode, 'all')).step],
  },
  measuring: {
    where: () => sql`e.cache_state in ('hit', 'similar', 'miss')`,
    // A miss cost what it cost before; a kept answer would have cost what it saved, unless its caller asked for it before, too.
    baselineOf: (plan, { cost, saved }) => cost + BigInt(Math.round(Number(saved) * (1 - Plan.parse(plan).askedShare))),
  },
};
