import { describe, expect, it } from 'vitest';
import { defaultThresholds } from '#lib/contracts/budgets.ts';
import { amountAt, availableOf, type Standing, stateOf } from './budget-state.ts';
import { suggestLimit } from './suggest-limit.ts';

const standing = (more: Partial<Standing>): Standing => ({
  ...{ isArchived: false, isRunning: true, limitNanoUsd: 1000n, spentNanoUsd: 0n, thresholds: defaultThresholds, expectedNanoUsd: null },
  ...more,
});

describe('[COST-3] how a budget stands', () => {
  it.each([
    [{ isArchived: true, spentNanoUsd: 2000n }, 'archived'],
    [{ isRunning: false }, 'not_running'],
    [{ spentNanoUsd: 1000n }, 'exceeded'],
    [{ spentNanoUsd: 1000n, thresholds: [] }, 'exceeded'],
    [{ spentNanoUsd: 950n }, 'critical'],
    [{ spentNanoUsd: 800n, expectedNanoUsd: 2000n }, 'warning'],
    [{ spentNanoUsd: 799n, expectedNanoUsd: 1001n }, 'at_risk'],
    [{ spentNanoUsd: 799n, expectedNanoUsd: 1000n }, 'on_track'],
    [{ limitNanoUsd: 0n }, 'exceeded'],
  ] as const)('%o is %s', (more, state) => expect(stateOf(standing(more))).toBe(state));

  it('keeps the reserve out of reach, and never rounds in favour of the caller', () => {
    expect(availableOf(1000n, 0)).toBe(1000n);
    expect(availableOf(999n, 10)).toBe(899n);
    expect(amountAt(999n, 80)).toBe(800n);
  });
});

describe('the suggested limit', () => {
  it('leaves room above what was spent, and is a round amount', () => {
    expect(suggestLimit([100n, 100n, 100n].map((dollars) => dollars * 1_000_000_000n))).toBe(120_000_000_000n);
    expect(suggestLimit([1_234_500_000_000n])).toBe(1_500_000_000_000n);
  });

  it('follows the last periods where these are larger, and one that stands out only among few', () => {
    const rising = [300n, 280n, 290n, 50n, 40n, 40n, 40n, 40n, 40n, 40n, 40n, 40n];
    expect(suggestLimit(rising.map((dollars) => dollars * 1_000_000_000n))).toBe(340_000_000_000n);
    const outlier = [40n, 40n, 40n, 40n, 900n, 40n, 40n, 40n, 40n, 40n, 40n, 40n];
    expect(suggestLimit(outlier.map((dollars) => dollars * 1_000_000_000n))).toBe(46_000_000_000n);
  });

  it('is none where nothing was spent', () => {
    expect(suggestLimit([])).toBeNull();
    expect(suggestLimit([0n, 0n])).toBeNull();
  });
});
