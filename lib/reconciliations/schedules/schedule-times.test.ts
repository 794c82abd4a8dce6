import { describe, expect, it } from 'vitest';
import { dueAt, dueRange, firstDay, retryAt } from './schedule-times.ts';

const daily = { everyDays: 1, waitHours: 30 };
const at = (text: string) => new Date(text);

describe('[COST-10] times of scheduled comparisons', () => {
  it('a day is due when it is over and the provider had its time', () => {
    expect(dueAt('2026-10-01', daily)).toEqual(at('2026-10-03T06:00:00Z'));
    expect(dueRange('2026-10-01', daily, at('2026-10-03T05:59:59Z'))).toBeNull();
    expect(dueRange('2026-10-01', daily, at('2026-10-03T06:00:00Z'))).toEqual({ from: '2026-10-01', to: '2026-10-02' });
  });

  it('what was missed is made up for at once, in whole comparisons, as far as one takes', () => {
    expect(dueRange('2026-10-01', daily, at('2026-10-08T12:00:00Z'))).toEqual({ from: '2026-10-01', to: '2026-10-07' });
    const weekly = { everyDays: 7, waitHours: 0 };
    expect(dueRange('2026-10-01', weekly, at('2026-10-21T00:00:00Z'))).toEqual({ from: '2026-10-01', to: '2026-10-15' });
    expect(dueRange('2025-01-01', weekly, at('2026-10-21T00:00:00Z'))).toEqual({ from: '2025-01-01', to: '2025-04-02' });
  });

  it('a new one has something to compare at once', () => {
    for (const rule of [daily, { everyDays: 31, waitHours: 336 }, { everyDays: 1, waitHours: 0 }]) {
      for (const now of [at('2026-10-03T00:00:00Z'), at('2026-10-03T23:59:59Z'), at('2026-03-29T01:30:00Z')]) {
        const from = firstDay(rule, now);
        expect(dueRange(from, rule, now)).toMatchObject({ from });
      }
    }
  });

  it('failures are tried again ever later, but each day', () => {
    const now = at('2026-10-03T00:00:00Z');
    expect([1, 2, 3, 5, 6, 40].map((failures) => (retryAt(failures, now).getTime() - now.getTime()) / 3_600_000)).toEqual([
      1, 2, 4, 16, 24, 24,
    ]);
  });
});
