import { expect, it } from 'vitest';
import { providers } from '../providers/index.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import { chargedUsage } from './charged-usage.ts';

it.each([
  ['flex', true, 'flex'],
  ['flex', false, undefined],
  ['reserved', true, 'reserved'],
  ['reserved', false, undefined],
  ['priority', false, 'priority'],
  ['other', false, 'other'],
  ['standard', false, 'standard'],
  ['auto', true, undefined],
] as const)(
  '[COST-1] asked %s and told nothing, the cheaper tier counts only where it is documented (%s): %s',
  (asked, isDocumented, tier) => {
    expect(chargedUsage(noUsage, { serviceTier: asked }, isDocumented).tier).toBe(tier);
    expect(chargedUsage({ ...noUsage, tier: 'standard' }, { serviceTier: asked }, isDocumented).tier).toBe('standard');
  },
);

it('[COST-1] where the model ran counts as told, else as asked', () => {
  expect(chargedUsage(noUsage, { inferenceGeo: 'us' }, false).geo).toBe('us');
  expect(chargedUsage({ ...noUsage, geo: 'global' }, { inferenceGeo: 'us' }, false).geo).toBe('global');
  expect(chargedUsage(noUsage, { inferenceGeo: 'global' }, false)).toEqual(noUsage);
});

it('[COST-1] those that serve a tier as asked are the ones that say so', () => {
  const asAsked = providers.filter(({ servesAskedTier }) => servesAskedTier === true).map(({ name }) => name);
  expect(asAsked.toSorted()).toEqual(['google', 'groq', 'openai', 'vertex']);
});
