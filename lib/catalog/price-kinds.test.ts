import { describe, expect, it } from 'vitest';
import type { TokenUsage } from '#lib/core/token-usage.ts';
import { batchCost } from '#lib/gateway/objects/batch-cost.ts';
import { toAnthropicUsage } from '#lib/gateway/providers/anthropic-family/to-usage.ts';
import { toGoogleUsage } from '#lib/gateway/providers/google/to-usage.ts';
import { openAi } from '#lib/gateway/providers/openai.ts';
import { toOpenAiUsage } from '#lib/gateway/providers/openai-family/to-usage.ts';
import { dearestOf } from './dearest-price.ts';
import type { ModelPrice, PriceTier } from './model-price.ts';
import { priceCall } from './price-call.ts';

const rates: PriceTier['picoUsdPerUnit'] = {
  ...{ input: 3_000_001n, cache_read: 300_003n, cache_write: 3_750_007n, cache_write_1h: 6_000_011n },
  ...{ output: 15_000_013n, output_reasoning: 20_000_017n, output_citation: 2_000_019n },
  ...{ input_audio: 7_000_023n, cache_read_audio: 700_029n, output_audio: 9_000_031n },
  ...{ input_image: 5_000_037n, cache_read_image: 500_041n, output_image: 30_000_043n },
  ...{ web_search: 10_000_000_047n, request: 5_000_000_053n },
};
const price = (picoUsdPerUnit: PriceTier['picoUsdPerUnit'], dear = 1n): ModelPrice => ({
  ...{ versionId: 'v', provider: 'p', model: 'm', contextWindowTokens: null },
  tiers: [
    { fromTokens: 0, picoUsdPerUnit },
    { fromTokens: 200_000, picoUsdPerUnit: { ...picoUsdPerUnit, input: (picoUsdPerUnit.input ?? 0n) * dear } },
  ],
});
const whole = price(rates, 2n);
const round = (pico: bigint): bigint => (pico + 500n) / 1000n;
/** What the meters come to, each rounded by itself. */
const sum = (...meters: readonly (readonly [number, bigint | undefined])[]): bigint =>
  meters.reduce((total, [units, rate]) => total + round(BigInt(units) * (rate ?? 0n)), 0n);
const none: TokenUsage = { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null };

describe('[COST-1] every priced kind is charged to the nano-dollar', () => {
  it('input, cached read, cache write, output, reasoning and the request', () => {
    const usage = { input: 1001, cacheRead: 2003, cacheWrite: 307, output: 509, reasoning: 211 };
    expect(priceCall(usage, whole)).toEqual({
      state: 'priced',
      nanoUsd: sum(
        [1001, rates.input],
        [2003, rates.cache_read],
        [307, rates.cache_write],
        [298, rates.output],
        [211, rates.output_reasoning],
        [1, rates.request],
      ),
    });
    // Without a price of its own, reasoning is output.
    expect(priceCall({ ...none, output: 509, reasoning: 211 }, price({ output: 15_000_013n }))).toEqual({
      state: 'priced',
      nanoUsd: sum([509, rates.output]),
    });
  });

  it('the tier that the whole input reaches', () => {
    expect(priceCall({ ...none, input: 150_000, cacheRead: 50_000 }, whole).nanoUsd).toBe(
      sum([150_000, 2n * (rates.input ?? 0n)], [50_000, rates.cache_read], [1, rates.request]),
    );
  });

  it('Anthropic’s cache writes of five minutes and of an hour, and its searches', () => {
    const usage = toAnthropicUsage({
      ...{ input_tokens: 11, cache_read_input_tokens: 22, cache_creation_input_tokens: 100, output_tokens: 33 },
      cache_creation: { ephemeral_5m_input_tokens: 60, ephemeral_1h_input_tokens: 40 },
      server_tool_use: { web_search_requests: 3 },
    });
    expect(priceCall(usage, whole)).toEqual({
      state: 'priced',
      nanoUsd: sum(
        ...([
          [11, rates.input],
          [22, rates.cache_read],
          [60, rates.cache_write],
          [40, rates.cache_write_1h],
          [33, rates.output],
        ] as const),
        ...([
          [3, rates.web_search],
          [1, rates.request],
        ] as const),
      ),
    });
    // Nobody knows what the searches cost: what is known is booked, and the call is not called priced.
    const { web_search: _, request: __, ...without } = rates;
    expect(priceCall(usage, price(without)).state).toBe('unpriced');
  });

  it('Gemini’s sound and pictures, heard, seen, cached and made', () => {
    const usage = toGoogleUsage({
      ...{ promptTokenCount: 1000, cachedContentTokenCount: 300, candidatesTokenCount: 500, totalTokenCount: 1500 },
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 500 },
        { modality: 'AUDIO', tokenCount: 300 },
        { modality: 'IMAGE', tokenCount: 200 },
      ],
      cacheTokensDetails: [
        { modality: 'AUDIO', tokenCount: 100 },
        { modality: 'IMAGE', tokenCount: 50 },
        { modality: 'TEXT', tokenCount: 150 },
      ],
      candidatesTokensDetails: [
        { modality: 'IMAGE', tokenCount: 400 },
        { modality: 'AUDIO', tokenCount: 60 },
        { modality: 'TEXT', tokenCount: 40 },
      ],
    });
    expect(priceCall(usage, whole).nanoUsd).toBe(
      sum(
        ...([
          [350, rates.input],
          [200, rates.input_audio],
          [150, rates.input_image],
        ] as const),
        ...([
          [150, rates.cache_read],
          [100, rates.cache_read_audio],
          [50, rates.cache_read_image],
        ] as const),
        ...([
          [40, rates.output],
          [60, rates.output_audio],
          [400, rates.output_image],
          [1, rates.request],
        ] as const),
      ),
    );
  });

  it('Perplexity’s citations, reasoning and searches', () => {
    const usage = toOpenAiUsage({
      prompt_tokens: 10,
      completion_tokens: 20,
      reasoning_tokens: 7,
      citation_tokens: 30,
      num_search_queries: 2,
    });
    expect(priceCall({ ...usage, output: 20 }, whole).nanoUsd).toBe(
      sum(
        [10, rates.input],
        [13, rates.output],
        [7, rates.output_reasoning],
        [30, rates.output_citation],
        [2, rates.web_search],
        [1, rates.request],
      ),
    );
  });

  it('a batch at its part of the price, rounded up once', () => {
    expect(batchCost(101n, openAi)).toBe(51n);
  });
});

describe('the dearest price', () => {
  it('is the highest rate of each meter, and what it books stays marked', () => {
    const dearest = dearestOf([price({ input: 5n, output: 1n }), price({ input: 4n, output: 9n, request: 3n })], 'v', 'p');
    expect(dearest).toMatchObject({ isCeiling: true, tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 5n, output: 9n, request: 3n } }] });
    expect(priceCall({ ...none, input: 1000, output: 1000 }, dearest)).toEqual({ state: 'unpriced', nanoUsd: 14n });
    expect(dearestOf([], 'v', 'p')).toBeUndefined();
  });
});
