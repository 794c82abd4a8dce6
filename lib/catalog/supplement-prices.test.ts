import { expect, test } from 'vitest';
import { readGenaiPrices } from './read-genai-prices.ts';
import { supplementModel, supplementModels } from './supplement-prices.ts';

const { models } = await readGenaiPrices();
const rates = (provider: string, model: string, fromTokens = 0): Readonly<Record<string, bigint>> => {
  const listed = models.find((one) => one.provider === provider && one.model === model);
  if (listed === undefined) throw new Error(`The list has no ${provider} ${model}`);
  const { prices } = supplementModel(listed);
  const newest = Math.max(...prices.map(({ validFrom }) => validFrom.getTime()));
  const rows = prices.filter((row) => row.tierFromTokens === fromTokens && row.validFrom.getTime() === newest);
  return Object.fromEntries(rows.map(({ meter, picoUsdPerUnit }) => [meter, picoUsdPerUnit]));
};

test('[COST-1] the list is completed by published prices of service tiers, exact to the pico-dollar', () => {
  // openai.com/api-fast-mode: GPT-4o 4.25, 2.125 and 17; GPT-5 mini 0.45, 0.045 and 3.60; o4-mini 2, 0.50 and 8.
  expect(rates('openai', 'gpt-4o')).toMatchObject({
    priority_input: 4_250_000n,
    priority_cache_read: 2_125_000n,
    priority_output: 17_000_000n,
  });
  expect(rates('openai', 'gpt-5-mini')).toMatchObject({
    priority_input: 450_000n,
    priority_cache_read: 45_000n,
    priority_output: 3_600_000n,
  });
  expect(rates('openai', 'o4-mini')).toMatchObject({ priority_input: 2_000_000n, priority_output: 8_000_000n, flex_input: 550_000n });
  expect(rates('openai', 'gpt-5.4')).toMatchObject({ flex_input: 1_250_000n, flex_output: 7_500_000n, priority_input: 5_000_000n });
  expect(rates('anthropic', 'claude-opus-5')).toMatchObject({ priority_input: 10_000_000n, priority_output: 50_000_000n });
});

test('[COST-1] a tier that is not offered for long inputs has no step for them, one that is has', () => {
  const long = rates('openai', 'gpt-5.4', 272_000);
  expect(long.flex_input).toBe(2_500_000n);
  expect(long.priority_input).toBeUndefined();
});

test('[COST-1] tools have the prices of their provider, and nothing is added to a model without a price', () => {
  expect(rates('openai', 'gpt-4.1')).toMatchObject({
    web_search: 10_000_000_000n,
    storage_search: 2_500_000_000n,
    code_session: 30_000_000_000n,
    training: 25_000_000n,
  });
  expect(rates('openai', 'gpt-4o-search-preview').web_search).toBe(25_000_000_000n);
  expect(rates('google', 'gemini-2.5-flash')).toMatchObject({ grounded_prompt: 35_000_000_000n, flex_output: 1_250_000n });
  expect(rates('google', 'gemini-3.5-flash')).toMatchObject({ web_search: 14_000_000_000n });
  expect(rates('google', 'gemini-3.5-flash').grounded_prompt).toBeUndefined();
  const [first] = models;
  if (first === undefined) throw new Error('The list is empty');
  expect(supplementModel({ ...first, provider: 'openai', prices: [] }).prices).toEqual([]);
});

test('[COST-1] models that are not charged by tokens are listed behind all others', () => {
  const last = Math.max(...models.map(({ position }) => position));
  expect(Math.min(...supplementModels.map(({ position }) => position))).toBeGreaterThan(last);
  const names = supplementModels.map(({ provider, model }) => `${provider} ${model}`);
  expect(models.filter(({ provider, model }) => names.includes(`${provider} ${model}`))).toEqual([]);
});
