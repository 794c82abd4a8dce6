import { describe, expect, it } from 'vitest';
import { peerMetrics } from '#lib/contracts/peers.ts';
import { contributionOf, type PeerMonth, peerEpsilon, peerFigure, peerRules } from './peer-metrics.ts';

const key = Buffer.alloc(32, 3);
const month = (more: Partial<PeerMonth> = {}): PeerMonth => ({
  requests: 10_000,
  failed: 100,
  costUsd: 200,
  savedUsd: 20,
  people: 10,
  ...more,
});
const many = (count: number, more: Partial<PeerMonth> = {}): PeerMonth[] => Array.from({ length: count }, () => month(more));

describe('figures of peers [ANA-4]', () => {
  it('are there from five organizations on', () => {
    for (const metric of peerMetrics) {
      expect(peerFigure(metric, many(4), key, '2026-10')).toBeNull();
      expect(peerFigure(metric, many(5), key, '2026-10')).toMatchObject({ peersAtLeast: 5 });
    }
    expect(peerFigure('cost_per_person', [...many(4), ...many(9, { people: 0 })], key, '2026-10')).toBeNull();
  });

  it('are the same whenever they are asked for, and others in another month', () => {
    const figure = (label: string) => peerFigure('failed_share', many(12), key, label);
    expect(figure('2026-10')).toEqual(figure('2026-10'));
    expect(figure('2026-10')).not.toEqual(figure('2026-11'));
  });

  it('come close to the truth with many, and say how close', () => {
    const figure = peerFigure('failed_share', many(2000), key, '2026-10');
    expect(Math.abs((figure?.value ?? 0) - 0.01)).toBeLessThan(0.002);
    expect((figure?.high ?? 1) - (figure?.low ?? 0)).toBeLessThan(0.002);
  });

  it('bring whatever somebody contributes into the bounds', () => {
    for (const metric of peerMetrics) {
      const { low, high } = peerRules[metric];
      for (const extreme of [month({ costUsd: 1e12, savedUsd: 1e12, failed: 10_000 }), month({ costUsd: 0, savedUsd: 0, failed: 0 })]) {
        const value = contributionOf(metric, extreme);
        expect(value === null || (value >= low && value <= high)).toBe(true);
      }
    }
  });

  // The defining property: what is told is at most e^ε times as likely with an organization as without it.
  it('tell hardly more with one organization than without it, however extreme it is', () => {
    const others = many(7);
    const draws = 20_000;
    const { low, high } = peerRules.failed_share;
    const histogram = (months: readonly PeerMonth[]): number[] => {
      const counts = Array.from({ length: 6 }, () => 0);
      for (let draw = 0; draw < draws; draw += 1) {
        const { value } = peerFigure('failed_share', months, key, `draw ${draw} of ${months.length}`) ?? { value: low };
        const bin = Math.min(5, Math.floor(((value - low) / (high - low)) * 6));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return counts;
    };
    const without = histogram(others);
    const with_ = histogram([...others, month({ failed: 10_000 })]);
    for (const [bin, count] of without.entries()) {
      const [one, other] = [count, with_[bin] ?? 0];
      if (Math.min(one, other) < 400) continue;
      // Four standard errors of a count of 400 are a fifth.
      expect(Math.max(one, other) / Math.min(one, other)).toBeLessThan(Math.exp(peerEpsilon) * 1.3);
    }
  });

  it('say only roughly how many there are', () => {
    expect([5, 9, 10, 14].map((count) => peerFigure('saved_share', many(count), key, 'x')?.peersAtLeast)).toEqual([5, 5, 10, 10]);
  });
});
