import { describe, expect, it } from 'vitest';
import type { MediaUsage, TokenUsage } from '#lib/core/token-usage.ts';
import type { ModelPrice, PriceTier } from './model-price.ts';
import { priceCall } from './price-call.ts';

const cost = (picoUsdPerUnit: PriceTier['picoUsdPerUnit'], media: MediaUsage, more: Partial<TokenUsage> = {}) => {
  const price: ModelPrice = {
    versionId: 'v',
    provider: 'p',
    model: 'm',
    contextWindowTokens: null,
    tiers: [{ fromTokens: 0, picoUsdPerUnit }],
  };
  return priceCall({ input: 0, cacheRead: null, cacheWrite: null, output: 0, reasoning: null, ...more, media }, price);
};

describe('[COST-1] sound and pictures are charged by their own meters', () => {
  it('charges tokens of each kind, and as text where a kind has no price', () => {
    const transcribe = { input: 2_500_000n, output: 10_000_000n, input_audio: 6_000_000n };
    expect(cost(transcribe, { audioInput: 90 }, { input: 100, output: 20 })).toEqual({
      state: 'priced',
      nanoUsd: 25_000n + 540_000n + 200_000n,
    });
    expect(cost({ input: 5n, output: 7n }, { audioInput: 400, audioOutput: 300 }, { input: 1_000, output: 1_000 }).nanoUsd).toBe(12n);
    const image = { input: 5_000_000n, cache_read: 1_250_000n, output: 10_000_000n, input_image: 8_000_000n, output_image: 32_000_000n };
    const usage = { input: 300, cacheRead: 40, output: 1_000 };
    expect(cost(image, { imageInput: 200, imageOutput: 1_000 }, usage).nanoUsd).toBe(500_000n + 1_600_000n + 50_000n + 32_000_000n);
  });

  it('charges by the hour where a model has such a price, to the millisecond', () => {
    const whisper = { audio_hour: 360_000_000_000n, input_audio_hour: 360_000_000_000n };
    expect(cost(whisper, { audioMs: 9_000 })).toEqual({ state: 'priced', nanoUsd: 900_000n });
    expect(cost(whisper, { audioMs: 1 }).nanoUsd).toBe(100n);
    expect(cost(whisper, { audioMs: 1_000, audioInput: 10 }, { input: 12, output: 9 })).toEqual({ state: 'priced', nanoUsd: 100_000n });
    expect(cost({ request: 5_000_000n, audio_hour: 0n }, { audioMs: 1 }).nanoUsd).toBe(5_000n);
  });

  it('never takes for free what has no price', () => {
    expect(cost({ input: 1_000n }, { audioMs: 60_000 })).toEqual({ state: 'unpriced', nanoUsd: 0n });
    expect(cost({ input: 1_000n }, { audioOutput: 5 }, { output: 5 })).toEqual({ state: 'unpriced', nanoUsd: 0n });
    expect(cost({ audio_hour: 1n }, { audioInput: 5 }, { input: 5 })).toEqual({ state: 'unpriced', nanoUsd: 0n });
  });
});
