import { expect, it } from 'vitest';
import { priceCall } from '#lib/catalog/price-call.ts';
import { noUsage } from '../shared/no-usage.ts';
import { toRealtimeUsage } from './to-realtime-usage.ts';

const price = {
  ...{ versionId: 'v', provider: 'openai', model: 'gpt-realtime', contextWindowTokens: 32_000 },
  tiers: [
    {
      fromTokens: 0,
      picoUsdPerUnit: {
        ...{ input: 4_000_000n, cache_read: 400_000n, output: 16_000_000n, input_audio: 32_000_000n, output_audio: 64_000_000n },
        ...{ cache_read_audio: 300_000n, input_image: 5_000_000n, cache_read_image: 500_000n },
      },
    },
  ],
};

it('[GW-9] [COST-1] the usage of a response is read kind by kind, and each is charged at its own price', () => {
  const usage = toRealtimeUsage({
    total_tokens: 1_300,
    input_tokens: 1_000,
    output_tokens: 300,
    input_token_details: {
      ...{ text_tokens: 500, audio_tokens: 400, image_tokens: 100, cached_tokens: 450 },
      cached_tokens_details: { text_tokens: 200, audio_tokens: 190, image_tokens: 60 },
    },
    output_token_details: { text_tokens: 100, audio_tokens: 200 },
  });
  expect(usage).toMatchObject({ input: 550, cacheRead: 450, output: 300 });
  const text = 300n * 4_000n + 200n * 400n + 100n * 16_000n;
  const sound = 210n * 32_000n + 190n * 300n + 200n * 64_000n;
  const pictures = 40n * 5_000n + 60n * 500n;
  expect(priceCall(usage, price)).toEqual({ state: 'priced', nanoUsd: text + sound + pictures });
});

it('[GW-9] what a response does not say of its usage is not taken for zero', () => {
  expect(toRealtimeUsage(null)).toEqual(noUsage);
  expect(toRealtimeUsage({ input_tokens: 'many' })).toMatchObject({ input: null, output: null });
  expect(priceCall(toRealtimeUsage({ input_tokens: 10, output_tokens: 5 }), price).nanoUsd).toBe(10n * 4_000n + 5n * 16_000n);
});
