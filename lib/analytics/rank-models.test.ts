import { describe, expect, it } from 'vitest';
import { type MeasuredModel, qualityOf, rankModels, unitCostOf } from './rank-models.ts';

const measured = (model: string, values: Partial<MeasuredModel> = {}): MeasuredModel => ({
  ...{ model, modality: 'text', succeeded: 99, broken: 1, tokens: 100_000, requests: 100, costNanoUsd: 1_000_000_000n },
  ...{ latencyP95Ms: 1000, thumbsUp: 0, thumbsDown: 0, ...values },
});
/** One that all who said something were content with. */
const rated = (model: string, values: Partial<MeasuredModel> = {}) => measured(model, { thumbsUp: 10, ...values });
const verdicts = (...models: MeasuredModel[]) => rankModels(models).map(({ recommendation }) => recommendation);

describe('[ANA-3] the ranking of models', () => {
  it('measures quality by success, and by thumbs where there are enough', () => {
    expect(qualityOf(measured('a'))).toBe(99);
    expect(qualityOf(measured('a', { thumbsUp: 0, thumbsDown: 9 }))).toBe(99);
    expect(qualityOf(measured('a', { thumbsUp: 4, thumbsDown: 6 }))).toBe(69.5);
    expect(qualityOf(measured('a', { succeeded: 0, broken: 0 }))).toBeNull();
  });

  it('measures cost a thousand tokens, or a call of models that count none', () => {
    expect(unitCostOf(measured('a'))).toBe(10_000_000);
    expect(unitCostOf(measured('a', { tokens: 0 }))).toBe(10_000_000);
    expect(unitCostOf(measured('a', { costNanoUsd: 0n }))).toBeNull();
  });

  it('replaces what is bad by something better that costs no more', () => {
    const [bad, good] = rankModels([measured('bad', { succeeded: 70, broken: 30 }), measured('good')]);
    expect(bad).toMatchObject({ recommendation: 'replace', alternative: 'good', qualityScore: 70, savingNanoUsd: 0n });
    expect(bad?.reason).toContain('good has 99');
    expect(good?.recommendation).toBe('maintain');
    expect(verdicts(measured('bad', { succeeded: 70, broken: 30 }), measured('dearer', { costNanoUsd: 1_100_000_000n }))[0]).toBe(
      'maintain',
    );
  });

  it('calls no model as good as another that nobody rated: that it answered is not that it answered well', () => {
    const [dear, cheap] = rankModels([
      measured('dear', { costNanoUsd: 10_000_000_000n, thumbsUp: 20 }),
      measured('cheap', { thumbsUp: 9 }),
    ]);
    expect(dear).toMatchObject({ recommendation: 'maintain', alternative: null, savingNanoUsd: 0n });
    expect(dear?.reason).toBe('cheap costs 10 % of it, but fewer than 10 thumbs each say whether it answers as well.');
    expect(cheap?.recommendation).toBe('maintain');
  });

  it('uses less of what costs twice as much for the same quality, and more of what is cheap and good', () => {
    const dear = rated('dear', { costNanoUsd: 10_000_000_000n });
    const [first, second] = rankModels([dear, rated('cheap')]);
    expect(first).toMatchObject({ recommendation: 'decrease', alternative: 'cheap', costEfficiency: 10, savingNanoUsd: 9_000_000_000n });
    expect(second).toMatchObject({ recommendation: 'increase', costEfficiency: 100 });
    expect(verdicts(dear, rated('cheap', { latencyP95Ms: 1501 }))[0]).toBe('maintain');
    expect(verdicts(dear, rated('cheap', { latencyP95Ms: 1500 }))[0]).toBe('decrease');
    expect(verdicts(dear, rated('cheap', { succeeded: 92, broken: 8 }))[0]).toBe('maintain');
  });

  it('judges no model by few calls, nor by models of another kind', () => {
    const dear = rated('dear', { costNanoUsd: 10_000_000_000n });
    expect(rankModels([{ ...dear, requests: 49 }, rated('cheap')])[0]?.reason).toContain('Too few calls to judge: 49');
    expect(verdicts(dear, rated('cheap', { requests: 49 }))[0]).toBe('maintain');
    expect(verdicts(dear, rated('speech', { modality: 'audio' }))).toEqual(['maintain', 'maintain']);
    expect(verdicts(dear, rated('picture', { tokens: 0 }))).toEqual(['maintain', 'maintain']);
  });
});
