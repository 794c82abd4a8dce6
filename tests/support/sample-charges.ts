import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { priceCall } from '#lib/catalog/price-call.ts';
import type { ChargedCall } from '#lib/focus/charge-lines.ts';
import { Random } from './random.ts';

const priceOf = (model: string, input: bigint, output: bigint, more: ModelPrice['tiers'][number]['picoUsdPerUnit'] = {}): ModelPrice => ({
  versionId: '01936b1e-7a00-7000-8000-0000000000aa',
  provider: 'openai',
  model,
  contextWindowTokens: 128_000,
  tiers: [
    { fromTokens: 0, picoUsdPerUnit: { input, output, ...more } },
    { fromTokens: 200_000, picoUsdPerUnit: { input: input * 2n, output: output * 2n } },
  ],
});

/** Prices with a cache, with tiers, by the request, and one with an odd pico-dollar that rounds. */
const prices: readonly ModelPrice[] = [
  priceOf('gpt-small', 150_000n, 600_000n, { cache_read: 75_000n }),
  priceOf('gpt-large', 2_500_000n, 10_000_000n, { cache_read: 1_250_000n, cache_write: 3_125_000n }),
  priceOf('odd', 333n, 777n, { request: 5_000_000_000n }),
];

/** Calls as they are charged, the same ones for the same seed. */
export class SampleCharges {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** One in twenty has no tokens that are known, as after a crash. */
  *calls(count: number): Generator<readonly [ChargedCall, ModelPrice]> {
    const random = this.#random;
    for (let index = 0; index < count; index += 1) {
      const price = random.pick(prices);
      const usage = {
        input: random.below(random.chance(0.05) ? 300_000 : 4_000),
        cacheRead: random.chance(0.4) ? random.below(2_000) : null,
        cacheWrite: random.chance(0.2) ? random.below(2_000) : null,
        output: random.below(2_000),
        reasoning: null,
      };
      const isMetered = !random.chance(0.05);
      const dims = {
        teamDim: random.below(3),
        keyDim: 1 + random.below(3),
        connectionDim: 1,
        projectDim: random.below(2),
        environmentDim: 0,
        costCentersDim: 0,
      };
      const costNanoUsd = isMetered ? priceCall(usage, price).nanoUsd : BigInt(1 + random.below(1_000_000));
      yield [{ provider: price.provider, model: price.model, ...dims, usage, costNanoUsd, isMetered }, price];
    }
  }
}
