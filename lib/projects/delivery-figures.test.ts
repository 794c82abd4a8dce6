import { describe, expect, it } from 'vitest';
import { type DeliveredRelease, deliveryFigures } from './delivery-figures.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 10, 21);
/** A release so many hours ago, drafted some hours before. */
const release = (hoursAgo: number, leadHours: number, more: { failed?: number; rolledBack?: number } = {}): DeliveredRelease => ({
  draftedMs: nowMs - (hoursAgo + leadHours) * hourMs,
  releasedMs: nowMs - hoursAgo * hourMs,
  failedMs: more.failed === undefined ? null : nowMs - more.failed * hourMs,
  rolledBackMs: more.rolledBack === undefined ? null : nowMs - more.rolledBack * hourMs,
});

describe('how a project delivers [ORG-4]', () => {
  it('has no medians without releases', () => {
    expect(deliveryFigures([], nowMs, 30)).toEqual({
      ...{ releases: 0, perWeek: 0, leadTimeHours: null, betweenHours: null },
      ...{ failures: 0, failurePercent: null, recoveryHours: null, openFailures: 0 },
    });
  });

  it('counts releases of these days, and measures from the one before them', () => {
    const figures = deliveryFigures([release(40 * 24, 5), release(20 * 24, 2), release(10 * 24, 4), release(24, 9)], nowMs, 28);
    expect(figures).toMatchObject({ releases: 3, perWeek: 0.75, leadTimeHours: 4, betweenHours: 240 });
  });

  it('takes the mean of the two in the middle', () => {
    expect(deliveryFigures([release(48, 2), release(24, 5)], nowMs, 7).leadTimeHours).toBe(3.5);
  });

  it('tells failures and when they were over: by a roll-back, by the next release, or not yet', () => {
    const all = [
      // Marked two hours after it went out, rolled back three hours later.
      release(100, 1, { failed: 98, rolledBack: 95 }),
      // Rolled back without a mark: it failed from the beginning.
      release(80, 1, { rolledBack: 79 }),
      // Marked, and the next release set it right five hours later.
      release(60, 1, { failed: 55 }),
      release(50, 1),
      release(10, 1, { failed: 9 }),
    ];
    expect(deliveryFigures(all, nowMs, 7)).toMatchObject({
      releases: 5,
      failures: 4,
      failurePercent: 80,
      recoveryHours: 3,
      openFailures: 1,
    });
  });

  it('is not made negative by a mark after the roll-back', () => {
    expect(deliveryFigures([release(10, 1, { failed: 2, rolledBack: 8 })], nowMs, 7)).toMatchObject({ recoveryHours: 0, openFailures: 0 });
  });
});
