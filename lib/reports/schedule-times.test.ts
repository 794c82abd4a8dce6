import { describe, expect, test } from 'vitest';
import { lastOccurrence, nextOccurrence, type ScheduleTimes } from './schedule-times.ts';

const weekly = { frequency: 'weekly', weekday: 1, monthDay: 1, localTime: '08:30' } as const;
const at = (text: string): number => Date.parse(text);
const next = (times: ScheduleTimes, zone: string, after: string) => new Date(nextOccurrence(times, zone, at(after)).atMs).toISOString();

describe('[REP-1] when a schedule is due', () => {
  test('follows local clocks over the change to and from summer time', () => {
    // Berlin: UTC+2 until 25 October 2026, then UTC+1; UTC+2 again from 28 March 2027.
    expect(next(weekly, 'Europe/Berlin', '2026-10-15T00:00:00Z')).toBe('2026-10-19T06:30:00.000Z');
    expect(next(weekly, 'Europe/Berlin', '2026-10-19T06:30:00Z')).toBe('2026-10-26T07:30:00.000Z');
    expect(next(weekly, 'Europe/Berlin', '2027-03-25T00:00:00Z')).toBe('2027-03-29T06:30:00.000Z');
    expect(next(weekly, 'America/New_York', '2026-10-30T00:00:00Z')).toBe('2026-11-02T13:30:00.000Z');
    expect(next(weekly, 'Asia/Kolkata', '2026-10-15T00:00:00Z')).toBe('2026-10-19T03:00:00.000Z');
  });

  test('comes once where clocks show its time twice or never', () => {
    const nightly = { ...weekly, frequency: 'daily', localTime: '02:30' } as const;
    // 25 October 2026 has 02:30 twice, 28 March 2027 has none.
    const twice = nextOccurrence(nightly, 'Europe/Berlin', at('2026-10-24T12:00:00Z'));
    expect([new Date(twice.atMs).toISOString(), twice.day]).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25']);
    expect(nextOccurrence(nightly, 'Europe/Berlin', twice.atMs).day).toBe('2026-10-26');
    const never = nextOccurrence(nightly, 'Europe/Berlin', at('2027-03-27T12:00:00Z'));
    expect([new Date(never.atMs).toISOString(), never.day]).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-28']);
    expect(nextOccurrence(nightly, 'Europe/Berlin', never.atMs).day).toBe('2027-03-29');
  });

  test('is on the last day of shorter months, and quarters begin with their months', () => {
    const monthly = { ...weekly, frequency: 'monthly', monthDay: 31 } as const;
    expect(nextOccurrence(monthly, 'UTC', at('2026-02-01T00:00:00Z')).day).toBe('2026-02-28');
    expect(nextOccurrence(monthly, 'UTC', at('2026-04-01T00:00:00Z')).day).toBe('2026-04-30');
    const quarterly = { ...weekly, frequency: 'quarterly', monthDay: 5 } as const;
    const found = nextOccurrence(quarterly, 'UTC', at('2026-11-01T00:00:00Z'));
    expect([found.day, found.period.label]).toEqual(['2027-01-05', 'Q4 2026']);
  });

  test.each([
    ['daily', '2026-11-15', '2026-11-16', '15 Nov 2026'],
    ['weekly', '2026-11-09', '2026-11-16', '9 Nov 2026 to 15 Nov 2026'],
    ['monthly', '2026-10-01', '2026-11-01', 'October 2026'],
    ['quarterly', '2026-07-01', '2026-10-01', 'Q3 2026'],
  ] as const)('%s reports on the last whole one that is over', (frequency, from, to, label) => {
    const times = { ...weekly, frequency, monthDay: 16 } as const;
    const { period } = lastOccurrence(times, 'UTC', at('2026-11-16T09:00:00Z'));
    if (frequency === 'quarterly') {
      expect(lastOccurrence(times, 'UTC', at('2026-11-16T09:00:00Z')).day).toBe('2026-10-16');
    }
    expect([period.startMs, period.endMs, period.label]).toEqual([at(`${from}T00:00:00Z`), at(`${to}T00:00:00Z`), label]);
  });

  test('last and next are neighbours at every minute of a change of clocks, in zones at every offset', () => {
    const times = { ...weekly, frequency: 'daily', localTime: '00:15' } as const;
    for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Cairo', 'Australia/Lord_Howe']) {
      for (let ms = at('2026-10-23T00:00:00Z'); ms < at('2026-10-27T00:00:00Z'); ms += 41 * 60_000) {
        const last = lastOccurrence(times, zone, ms);
        const following = nextOccurrence(times, zone, ms);
        expect(last.atMs).toBeLessThanOrEqual(ms);
        expect(following.atMs).toBeGreaterThan(ms);
        expect(nextOccurrence(times, zone, last.atMs)).toEqual(following);
      }
    }
  });
});
