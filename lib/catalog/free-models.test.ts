import { expect, it } from 'vitest';
import { priceFreeModel } from './free-models.ts';
import { priceCall } from './price-call.ts';
import { PriceTable } from './price-table.ts';
import { readGenaiPrices } from './read-genai-prices.ts';

it('[COST-1] moderations of OpenAI cost nothing, which is not the same as no price', async () => {
  const { models } = await readGenaiPrices();
  const priced = models.map(priceFreeModel);
  expect(priced.filter((model, index) => model !== models[index])).toMatchObject([{ provider: 'openai', model: 'moderation' }]);
  const prices = priced.flatMap(({ provider, model, prices: own }) =>
    own.map(({ validFrom, ...price }) => ({ provider, model, validFromAt: validFrom, ...price })),
  );
  const table = await PriceTable.build({ versionId: 'v', models: priced, prices });
  const usage = { input: 0, cacheRead: null, cacheWrite: null, output: 0, reasoning: null };
  expect(priceCall(usage, table.price('openai', 'omni-moderation-latest', Date.now()))).toEqual({ state: 'zero', nanoUsd: 0n });
});
