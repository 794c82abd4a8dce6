import { describe, expect, it } from 'vitest';
import { efficiencyScore, scoredRequestsMin } from './efficiency-score.ts';

const base = { succeeded: 90, unsuccessful: 10, costNanoUsd: 1000n, expectedNanoUsd: 1000n };

describe('[ANA-2] the efficiency score', () => {
  it('is 60 parts success and 40 parts cost', () => {
    expect(efficiencyScore(base)).toBe(94);
    expect(efficiencyScore({ ...base, costNanoUsd: 2000n })).toBe(74);
    expect(efficiencyScore({ ...base, succeeded: 0, unsuccessful: 100 })).toBe(40);
  });

  it('does not reward cheapness beyond the comparison', () => {
    expect(efficiencyScore({ ...base, costNanoUsd: 1n })).toBe(94);
    expect(efficiencyScore({ ...base, costNanoUsd: 0n })).toBe(94);
  });

  it('is success alone where nothing compares, or where calls cost nothing', () => {
    expect(efficiencyScore({ ...base, expectedNanoUsd: null })).toBe(90);
    expect(efficiencyScore({ ...base, costNanoUsd: 0n, expectedNanoUsd: 0n })).toBe(90);
  });

  it('says nothing of few calls', () => {
    expect(efficiencyScore({ ...base, succeeded: scoredRequestsMin - 1, unsuccessful: 0 })).toBeNull();
    expect(efficiencyScore({ ...base, succeeded: scoredRequestsMin, unsuccessful: 0 })).toBe(100);
  });
});
