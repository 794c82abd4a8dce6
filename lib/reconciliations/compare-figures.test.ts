import { describe, expect, it } from 'vitest';
import { compareFigures, type OwnFigure } from './compare-figures.ts';
import { addUp, modelKey, picoOf } from './provider-figures.ts';

const cent = 10_000_000n;
const own = (values: Partial<OwnFigure> = {}): OwnFigure => ({
  ...{ day: '2026-10-01', model: 'gpt-4o', calls: 100, nanoUsd: 1000n * cent, tokens: 100_000 },
  ...{ presumedCalls: 0, presumedNanoUsd: 0n, unpricedCalls: 0, ...values },
});
const theirs = (nanoUsd: bigint | null, tokens: number | null = null, day = '2026-10-01', model = 'gpt-4o') => ({
  day,
  model,
  nanoUsd,
  tokens,
});
const outcome = (provider: Parameters<typeof compareFigures>[0], ours: readonly OwnFigure[]) =>
  compareFigures(provider, ours, 0.1).map(({ state, explanations }) => [state, ...explanations.map(({ reason }) => reason)]);

describe('[COST-10] a provider’s day of a model', () => {
  it('matches within the tolerance, and within half a cent however small it is', () => {
    expect(outcome([theirs(1001n * cent)], [own()])).toEqual([['matched']]);
    expect(outcome([theirs(5_000_000n)], [own({ nanoUsd: 0n })])).toEqual([['matched']]);
    expect(outcome([theirs(1002n * cent)], [own()])).toEqual([['unexplained', 'unknown']]);
  });

  it('is explained by calls that were presumed, and proves what they cost', () => {
    const [row] = compareFigures([theirs(930n * cent)], [own({ presumedCalls: 3, presumedNanoUsd: 100n * cent })], 0.1);
    expect(row).toMatchObject({ state: 'explained', evidencedNanoUsd: 30n * cent });
    expect(row?.explanations).toMatchObject([{ reason: 'presumed', nanoUsd: -70n * cent }]);
  });

  it('proves nothing where the figures would have presumed calls cost less than nothing', () => {
    const [row] = compareFigures([theirs(800n * cent)], [own({ presumedCalls: 3, presumedNanoUsd: 100n * cent })], 0.1);
    expect(row).toMatchObject({ state: 'unexplained', evidencedNanoUsd: null });
  });

  it('is explained by prices where both counted the same tokens', () => {
    expect(outcome([theirs(1500n * cent, 100_100)], [own()])).toEqual([['explained', 'price']]);
  });

  it('is explained by tokens that went elsewhere, the rest by prices', () => {
    expect(outcome([theirs(2000n * cent, 200_000)], [own()])).toEqual([['explained', 'tokens']]);
    const [row] = compareFigures([theirs(3000n * cent, 200_000)], [own()], 0.1);
    expect(row?.explanations.map(({ reason, nanoUsd }) => [reason, nanoUsd])).toEqual([
      ['tokens', 1500n * cent],
      ['price', 500n * cent],
    ]);
  });

  it('stays open where nobody here made the calls and no tokens are told', () => {
    expect(outcome([theirs(50n * cent)], [])).toEqual([['unexplained', 'missing_calls']]);
    expect(outcome([theirs(50n * cent, 1000)], [])).toEqual([['explained', 'missing_calls']]);
  });

  it('says which way it is off, and when the provider has nothing at all', () => {
    const texts = (provider: Parameters<typeof compareFigures>[0]) =>
      compareFigures(provider, [own()], 0.1).flatMap(({ explanations }) => explanations.map(({ text }) => text));
    expect(texts([theirs(900n * cent)])).toEqual([expect.stringContaining('billed 1.000000000 USD less')]);
    expect(texts([theirs(1100n * cent)])).toEqual([expect.stringContaining('billed 1.000000000 USD more')]);
    expect(outcome([theirs(0n)], [own()])).toEqual([['unexplained', 'extra_calls']]);
  });

  it('is explained by a missing price', () => {
    expect(outcome([theirs(50n * cent)], [own({ nanoUsd: 0n, unpricedCalls: 4 })])).toEqual([['explained', 'unpriced']]);
  });

  it('is explained by a day that begins at another hour where the neighbour is off the other way', () => {
    const ours = [own(), own({ day: '2026-10-02' })];
    const provider = [theirs(900n * cent), theirs(1100n * cent, null, '2026-10-02')];
    expect(outcome(provider, ours)).toEqual([
      ['explained', 'day_edge'],
      ['explained', 'day_edge'],
    ]);
  });

  it('is compared by tokens where the report has no cost', () => {
    expect(outcome([theirs(null, 100_000)], [own()])).toEqual([['matched']]);
    expect(outcome([theirs(null, 150_000)], [own()])).toEqual([['unexplained', 'tokens']]);
    expect(outcome([theirs(null, 150_000)], [own({ presumedCalls: 1 })])).toEqual([['explained', 'presumed']]);
  });
});

describe('a provider’s figures', () => {
  it.each([
    ['0.06', 60_000_000_000n],
    ['1.2E-7', 120_000n],
    ['$1,234.5', 1_234_500_000_000_000n],
    ['-3', -3_000_000_000_000n],
    ['.5', 500_000_000_000n],
  ])('%s in pico-dollars', (text, pico) => {
    expect(picoOf(text)).toBe(pico);
  });
  it.each(['', 'n/a', '1.2.3', '1e999', '--1'])('%j is no amount', (text) => {
    expect(picoOf(text)).toBeUndefined();
  });

  it('meet ours without their dates, and add up to the pico-dollar', () => {
    expect(['gpt-4o-2024-08-06', 'claude-sonnet-4-20250514', 'GPT-5'].map(modelKey)).toEqual(['gpt-4o', 'claude-sonnet-4', 'gpt-5']);
    const item = (model: string, picoUsd: bigint) => ({ day: '2026-10-01', model, picoUsd, tokens: 2 });
    expect(addUp([item('gpt-4o', 600n), item('gpt-4o-2024-08-06', 600n)])).toEqual([
      { day: '2026-10-01', model: 'gpt-4o', nanoUsd: 1n, tokens: 4 },
    ]);
  });
});
