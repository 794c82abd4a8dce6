import { describe, expect, it } from 'vitest';
import { parseRange } from './parse-range.ts';
import { type Comparison, type Range, type RangeContext, resolveComparison, resolveRange } from './range.ts';
import { rangeWords } from './range-words.ts';
import { dayIn, startOfDay } from './zoned-time.ts';

const berlin: RangeContext = {
  now: new Date('2026-11-20T13:00:00Z'),
  timeZone: 'Europe/Berlin',
  firstEvent: new Date('2026-08-22T09:30:00Z'),
};
const iso = (span: { from: Date; to: Date } | undefined) => span && [span.from.toISOString(), span.to.toISOString()];

describe('UI-1 ranges', () => {
  it('a day 8 × too high outside UTC (litellm#27780): days begin at midnight of the zone', () => {
    expect(iso(resolveRange({ preset: 'today' }, berlin))).toEqual(['2026-11-19T23:00:00.000Z', '2026-11-20T23:00:00.000Z']);
    expect(iso(resolveRange({ preset: 'today' }, { ...berlin, timeZone: 'America/New_York' }))).toEqual([
      '2026-11-20T05:00:00.000Z',
      '2026-11-21T05:00:00.000Z',
    ]);
  });

  it('"All" means 30 days (otari#440): all begins with the first event', () => {
    expect(iso(resolveRange({ preset: 'all' }, berlin))?.[0]).toBe('2026-08-21T22:00:00.000Z');
  });

  it.each<[Range, string]>([
    [{ preset: '7d' }, '2026-11-13T23:00:00.000Z'],
    [{ preset: '30d' }, '2026-10-21T22:00:00.000Z'],
    [{ preset: 'month' }, '2026-10-31T23:00:00.000Z'],
    [{ preset: 'quarter' }, '2026-09-30T22:00:00.000Z'],
    [{ preset: 'year' }, '2025-12-31T23:00:00.000Z'],
  ])('%o starts at %s', (range, from) => {
    expect(iso(resolveRange(range, berlin))?.[0]).toBe(from);
  });

  it('knows fiscal years', () => {
    expect(iso(resolveRange({ preset: 'year' }, { ...berlin, fiscalStartMonth: 4 }))?.[0]).toBe('2026-03-31T22:00:00.000Z');
    expect(iso(resolveRange({ preset: 'quarter' }, { ...berlin, fiscalStartMonth: 2 }))?.[0]).toBe('2026-10-31T23:00:00.000Z');
  });

  it('takes days, of which the last counts, and instants', () => {
    expect(iso(resolveRange({ from: '2026-10-25', to: '2026-10-25' }, berlin))).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
    expect(iso(resolveRange({ from: '2026-11-20T10:00:00Z', to: '2026-11-20T11:00:00Z' }, berlin))?.[1]).toBe('2026-11-20T11:00:00.000Z');
    expect(resolveRange({ from: '2026-02-30', to: '2026-03-01' }, berlin)).toBeUndefined();
    expect(resolveRange({ from: '2026-11-20', to: '2026-11-01' }, berlin)).toBeUndefined();
  });

  it('starts days where midnight does not exist', () => {
    expect(startOfDay('America/Havana', { year: 2026, month: 3, day: 8 }).toISOString()).toBe('2026-03-08T05:00:00.000Z');
    expect(dayIn('Pacific/Kiritimati', new Date('2026-11-20T13:00:00Z')).day).toBe(21);
  });
});

describe('UI-1 comparisons', () => {
  const compare = (comparison: Comparison, range: Range) => iso(resolveComparison(comparison, range, berlin));

  it('cuts a running period at the same moment before', () => {
    expect(compare('previous', { preset: 'month' })).toEqual(['2026-09-30T22:00:00.000Z', '2026-10-20T12:00:00.000Z']);
    expect(compare('previous', { preset: '7d' })).toEqual(['2026-11-06T23:00:00.000Z', '2026-11-13T13:00:00.000Z']);
    expect(compare('year', { preset: 'month' })).toEqual(['2025-10-31T23:00:00.000Z', '2025-11-20T13:00:00.000Z']);
  });

  it('takes the days before a fixed range, and the hours before a zoom', () => {
    expect(compare('previous', { from: '2026-11-01', to: '2026-11-10' })).toEqual(['2026-10-21T22:00:00.000Z', '2026-10-31T23:00:00.000Z']);
    expect(compare('previous', { from: '2026-11-19T10:00:00Z', to: '2026-11-19T12:00:00Z' })?.[0]).toBe('2026-11-19T08:00:00.000Z');
  });

  it('has nothing before everything', () => {
    expect(compare('previous', { preset: 'all' })).toBeUndefined();
    expect(compare('none', { preset: '7d' })).toBeUndefined();
  });
});

describe('UI-1 ranges in words', () => {
  const reader = { locale: 'en-US', timeZone: 'Europe/Berlin' };

  it('names length, comparison and zone', () => {
    expect(rangeWords({ preset: 'month' }, 'previous', berlin, reader)).toEqual({
      short: 'Nov 1–20',
      versus: 'vs. Oct 1–20',
      long: '20 days, compared with Oct 1–20, Europe/Berlin',
    });
  });

  it.each<[string, Range | undefined]>([
    ['last 10 days', { from: '2026-11-11', to: '2026-11-20' }],
    ['2 weeks', { from: '2026-11-07', to: '2026-11-20' }],
    ['3m', { from: '2026-08-21', to: '2026-11-20' }],
    ['Last 30 days', { preset: '30d' }],
    ['yesterday', { from: '2026-11-19', to: '2026-11-19' }],
    ['last month', { from: '2026-10-01', to: '2026-10-31' }],
    ['oct', { from: '2026-10-01', to: '2026-10-31' }],
    ['december', { from: '2025-12-01', to: '2025-12-31' }],
    ['Nov 1–20', { from: '2026-11-01', to: '2026-11-20' }],
    ['Oct 28 to Nov 3', { from: '2026-10-28', to: '2026-11-03' }],
    ['2026-11-01 to 2026-11-20', { from: '2026-11-01', to: '2026-11-20' }],
    ['feb 30', undefined],
    ['0 days', undefined],
    ['whenever', undefined],
  ])('reads %s', (text, range) => {
    expect(parseRange(text, { year: 2026, month: 11, day: 20 })).toEqual(range);
  });
});
