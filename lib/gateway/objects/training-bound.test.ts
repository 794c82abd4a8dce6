import { expect, test } from 'vitest';
import { trainingBound } from './training-bound.ts';

const price = (picoUsdPerUnit: object) => ({
  ...{ versionId: 'v', provider: 'openai', model: 'm', contextWindowTokens: null },
  tiers: [{ fromTokens: 0, picoUsdPerUnit }],
});

test('[COST-1] training is bounded by the bytes of its file and the epochs, and has no price where nothing says so', () => {
  const priced = price({ input: 1n, training: 3_000_000n });
  expect(trainingBound(priced, { bytes: 1_000 }, { hyperparameters: { n_epochs: 4 } })).toBe(12_000_000n);
  const supervised = { method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } } };
  expect(trainingBound(priced, { bytes: 1_000 }, supervised)).toBe(6_000_000n);
  expect(trainingBound(priced, { bytes: 1_000 }, { hyperparameters: { n_epochs: 'auto' } })).toBe(30_000_000n);
  expect(trainingBound(priced, { bytes: 1_000 }, { method: { type: 'reinforcement' } })).toBeNull();
  expect(trainingBound(priced, {}, {})).toBeNull();
  expect(trainingBound(price({ input: 1n }), { bytes: 1_000 }, {})).toBeNull();
  expect(trainingBound(undefined, { bytes: 1_000 }, {})).toBeNull();
});
