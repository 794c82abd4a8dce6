import { expect, it } from 'vitest';
import type { TokenUsage } from '#lib/core/token-usage.ts';
import { dearestGeo } from './inference-geo.ts';
import { priceCall, priceLines } from './price-call.ts';

const rates = { input: 5_000_000n, cache_read: 500_000n, cache_write: 6_250_000n, output: 25_000_000n };
const price = {
  ...{ versionId: null, provider: 'anthropic', model: 'claude-opus-4-6', contextWindowTokens: 1_000_000 },
  tiers: [
    {
      fromTokens: 0,
      picoUsdPerUnit: { ...rates, priority_input: 30_000_000n, priority_output: 150_000_000n, web_search: 10_000_000_000n },
    },
  ],
};
const usage: TokenUsage = { input: 1_000, cacheRead: 200, cacheWrite: 100, output: 50, reasoning: null };
const costOf = (more: Partial<TokenUsage>) => priceCall({ ...usage, ...more }, price).nanoUsd;

it('[COST-1] tokens of every kind cost a tenth more in the United States, and nothing more anywhere else', () => {
  // 5, 0.10, 0.625 and 1.25 thousandths of a dollar.
  expect(costOf({})).toBe(6_975_000n);
  expect(costOf({ geo: 'global' })).toBe(6_975_000n);
  expect(costOf({ geo: 'us' })).toBe(7_672_500n);
  const { lines } = priceLines({ ...usage, geo: 'us' }, price);
  expect(lines.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0n)).toBe(7_672_500n);
});

it('[COST-1] so do those of a faster tier; searches do not', () => {
  const plain: Partial<TokenUsage> = { cacheRead: 0, cacheWrite: 0, tier: 'priority' };
  expect(costOf({ ...plain, geo: 'us' })).toBe((costOf(plain) * 11n) / 10n);
  const searching: Partial<TokenUsage> = { media: { webSearches: 2 } };
  expect(costOf({ ...searching, geo: 'us' }) - costOf({ geo: 'us' })).toBe(20_000_000n);
});

it('[COST-1] a price to hold by is never below what is charged', () => {
  const odd = { ...price, tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 7n } }] };
  expect(dearestGeo(odd).tiers[0]?.picoUsdPerUnit.input).toBe(8n);
  expect(dearestGeo(odd)).toBe(dearestGeo(odd));
});
