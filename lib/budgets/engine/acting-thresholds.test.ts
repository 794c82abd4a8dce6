import { describe, expect, it } from 'vitest';
import type { BudgetThreshold } from '#db/schema/budgets.ts';
import { actingThresholds, isEssential } from './acting-thresholds.ts';

const standing = (spent: bigint, limit = 100n) => ({ spentNanoUsd: spent, limitNanoUsd: limit, endMs: 5 });
const threshold = (percent: number, actions: readonly string[], more: Partial<BudgetThreshold> = {}): BudgetThreshold => ({
  ...{ percent, severity: 'warning', actions },
  ...more,
});

describe('[COST-3] thresholds that act on calls', () => {
  it('act from the very nano-dollar on at which they are reached, and not before', () => {
    const rules = [threshold(80, ['require_approval'])];
    expect(actingThresholds(rules, standing(79n))).toBeNull();
    expect(actingThresholds(rules, standing(80n))).toMatchObject({ approval: { percent: 80, abovePercent: 10 }, remainingNanoUsd: 20n });
    expect(actingThresholds(rules, standing(799_999_999n, 1_000_000_000n))).toBeNull();
    expect(actingThresholds(rules, null)).toBeNull();
    expect(actingThresholds(rules, standing(0n, 0n))).toBeNull();
    expect(actingThresholds(rules, standing(150n))).toMatchObject({ remainingNanoUsd: 0n });
  });

  it('leave calls alone where they only tell or block', () => {
    expect(actingThresholds([threshold(50, ['notify']), threshold(100, ['block'])], standing(100n))).toBeNull();
  });

  it('do of each kind what the highest of them says', () => {
    const rules = [
      threshold(50, ['downgrade', 'restrict'], { downgrade_models: { big: 'small' } }),
      threshold(90, ['notify', 'downgrade'], { downgrade_models: { big: 'tiny' } }),
      threshold(95, ['throttle']),
    ];
    const acting = actingThresholds(rules, standing(92n));
    expect(acting?.downgrade).toEqual({ percent: 90, models: new Map([['big', 'tiny']]) });
    expect(acting?.restrict?.percent).toBe(50);
    expect([acting?.throttle, acting?.approval, acting?.untilMs]).toEqual([null, null, 5]);
  });
});

describe('[COST-3] essential use', () => {
  const use = { keyIds: new Set(['k1']), teamIds: new Set(['t1']), nonEssentialTags: [{ name: 'environment', value: 'development' }] };

  it('is that of the keys and teams an administrator named', () => {
    expect(isEssential(use, { keyId: 'k1', teamId: null }, null)).toBe(true);
    expect(isEssential(use, { keyId: 'k2', teamId: 't1' }, null)).toBe(true);
    expect(isEssential(use, { keyId: 'k2', teamId: 't2' }, null)).toBe(false);
    expect(isEssential(use, { keyId: 'k2', teamId: null }, null)).toBe(false);
  });

  it('what a caller says of himself takes away from it and never adds to it', () => {
    expect(isEssential(use, { keyId: 'k1', teamId: 't1' }, { environment: 'development' })).toBe(false);
    expect(isEssential(use, { keyId: 'k2', teamId: 't2' }, { environment: 'production' })).toBe(false);
    const byTagAlone = { ...use, keyIds: new Set<string>(), teamIds: new Set<string>() };
    expect(isEssential(byTagAlone, { keyId: 'k2', teamId: null }, { environment: 'production' })).toBe(true);
    expect(isEssential(byTagAlone, { keyId: 'k2', teamId: null }, { environment: 'development' })).toBe(false);
  });
});
