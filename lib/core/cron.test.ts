import { describe, expect, it } from 'vitest';
import { lastOccurrence, nextOccurrence } from './cron.ts';

const next = (expression: string, after: string) => {
  const at = nextOccurrence(expression, Date.parse(after));
  return at === null ? null : new Date(at).toISOString();
};

describe('cron expressions', () => {
  it.each([
    ['17 * * * *', '2026-11-21T10:17:00Z', '2026-11-21T11:17:00.000Z'],
    ['17 * * * *', '2026-11-21T10:16:59.999Z', '2026-11-21T10:17:00.000Z'],
    ['*/15 * * * *', '2026-11-21T10:46:00Z', '2026-11-21T11:00:00.000Z'],
    ['5/20 8-9 * * *', '2026-11-21T08:45:00Z', '2026-11-21T09:05:00.000Z'],
    ['0 3 * * *', '2026-12-31T03:00:00Z', '2027-01-01T03:00:00.000Z'],
    ['30 2 29 2 *', '2026-03-01T00:00:00Z', '2028-02-29T02:30:00.000Z'],
    // 2096 is followed by 2104: 2100 is no leap year.
    ['0 0 29 2 *', '2096-03-01T00:00:00Z', '2104-02-29T00:00:00.000Z'],
    ['0 6 * * 1', '2026-11-21T00:00:00Z', '2026-11-23T06:00:00.000Z'],
    ['0 6 * * 7', '2026-11-21T00:00:00Z', '2026-11-22T06:00:00.000Z'],
    // POSIX: with both restricted, either one.
    ['0 0 1 * 1', '2026-11-21T00:00:00Z', '2026-11-23T00:00:00.000Z'],
    ['0,30 0 1,15 1-3 *', '2026-11-21T00:00:00Z', '2027-01-01T00:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('never comes where the calendar has no such day', () => {
    expect(next('0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeNull();
  });

  it.each(['* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '5-3 * * * *', '*/0 * * * *', 'MON * * * *'])(
    'refuses %s',
    (expression) => {
      expect(() => nextOccurrence(expression, 0)).toThrow();
    },
  );

  it('finds the last occurrence of a span', () => {
    const at = (text: string) => Date.parse(text);
    expect(lastOccurrence('0 * * * *', at('2026-11-21T10:00:00Z'), at('2026-11-21T13:00:00Z'))).toBe(at('2026-11-21T13:00:00Z'));
    expect(lastOccurrence('0 * * * *', at('2026-11-21T10:00:00Z'), at('2026-11-21T10:59:00Z'))).toBeNull();
    expect(lastOccurrence('30 2 29 2 *', at('2020-01-01T00:00:00Z'), at('2026-11-21T13:00:00Z'))).toBe(at('2024-02-29T02:30:00Z'));
  });

  it.each(['*/7 * * * *', '5/20 8-9 * * *', '0 0 1 * 1', '0,30 0 1,15 1-3 *', '30 2 29 2 *'])(
    '%s is the same forwards and backwards',
    (expression) => {
      const [from, to] = [Date.parse('2023-12-30T23:58:00Z'), Date.parse('2024-03-03T00:00:00Z')];
      const forwards: number[] = [];
      for (let at = nextOccurrence(expression, from); at !== null && at <= to; at = nextOccurrence(expression, at)) forwards.push(at);
      const backwards: number[] = [];
      for (let at = lastOccurrence(expression, from, to); at !== null; at = lastOccurrence(expression, from, at - 1)) backwards.push(at);
      expect(backwards.reverse()).toEqual(forwards);
      expect(forwards.length).toBeGreaterThan(0);
    },
  );

  it('finds what a worker missed in a month in less than a millisecond', () => {
    const until = Date.parse('2026-11-21T13:00:30Z');
    lastOccurrence('* * * * *', 0, until);
    const startedAt = performance.now();
    for (let run = 0; run < 100; run += 1) lastOccurrence('* * * * *', until - 32 * 86_400_000, until);
    expect((performance.now() - startedAt) / 100).toBeLessThan(1);
  });
});
