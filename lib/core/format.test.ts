import { describe, expect, it } from 'vitest';
import { createFormat, dollarsOf, rfc3339 } from './format.ts';

const english = createFormat({ locale: 'en-US', timeZone: 'Europe/Berlin' });
const german = createFormat({ locale: 'de-DE', timeZone: 'Europe/Berlin' });
const now = new Date('2026-11-20T13:15:22.418Z');
/** Writes no-break spaces as `_`, so that their absence fails. */
const seen = (text: string): string => text.replaceAll('\u00A0', '_');
const usd = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
};

describe('UI-1 money, sums', () => {
  it.each([
    ['8640.18', '$8,640.18'],
    ['0.5', '$0.50'],
    ['1000000.005', '$1,000,000.01'],
    ['9007199254740993.12', '$9,007,199,254,740,993.12'],
  ])('a table writes %s as %s', (amount, text) => {
    expect(english.moneySum(usd(amount))).toBe(text);
  });

  it('never reads zero for what is not', () => {
    expect(seen(english.moneySum(usd('0.004')))).toBe('<_$0.01');
    expect(seen(english.moneySum(-usd('0.004')))).toBe('>_−$0.01');
    expect(english.moneySum(-usd('8640.18'))).toBe('−$8,640.18');
  });

  it('drops cents in sentences from $1,000, also where rounding reaches it', () => {
    expect(english.moneyLead(usd('21864.37'))).toBe('$21,864');
    expect(english.moneyLead(usd('999.99'))).toBe('$999.99');
    expect(english.moneyLead(usd('999.996'))).toBe('$1,000');
  });

  it('writes axis ticks short', () => {
    expect([0, 0.002, 40, 1200, 1_500_000].map(english.moneyTick)).toEqual(['$0', '$0.002', '$40', '$1.2K', '$1.5M']);
    expect(seen(german.moneyTick(1200))).toBe('1,2K_$');
  });

  it("follows the reader's locale", () => {
    expect(seen(german.moneySum(usd('8640.18')))).toBe('8.640,18_$');
  });
});

describe('UI-1 money, one call', () => {
  it('keeps six decimals so that points align', () => {
    expect(english.moneyCall(usd('0.000123'))).toBe('$0.000123');
    expect(english.moneyCall(usd('1.2045'))).toBe('$1.204500');
  });

  it('says what is under the last digit and gives all nine on hover', () => {
    expect(seen(english.moneyCall(3n))).toBe('<_$0.000001');
    expect(english.moneyExact(3n)).toBe('$0.000000003');
  });

  it('writes averages with four decimals and prices with up to four', () => {
    expect(english.moneyAverage(usd('0.0474'))).toBe('$0.0474');
    expect(english.moneyPrice(usd('3'))).toBe('$3.00');
    expect(english.moneyPrice(usd('0.0375'))).toBe('$0.0375');
    expect(seen(english.moneyPrice(usd('0.00001')))).toBe('<_$0.0001');
  });
});

describe('UI-1 money, not a number', () => {
  it('tells zero, estimated, unpriced, not billed and cached apart', () => {
    const cost = (state: Parameters<typeof english.callCost>[0], places?: 4 | 6) => {
      const { text, note } = english.callCost(state, places);
      return [seen(text), note];
    };
    expect(cost({ kind: 'priced', nano: 0n })).toEqual(['$0', undefined]);
    expect(cost({ kind: 'estimated', nano: usd('0.0123') }, 4)).toEqual(['≈_$0.0123', 'estimated']);
    expect(cost({ kind: 'estimated', nano: usd('0.0123') })).toEqual(['≈_$0.012300', 'estimated']);
    expect(cost({ kind: 'unpriced' })).toEqual(['Unpriced', undefined]);
    expect(cost({ kind: 'not_billed' })).toEqual(['–', 'not billed']);
    expect(cost({ kind: 'cached', savedNano: usd('0.0123') })).toEqual(['$0', 'saved $0.0123']);
  });

  it('gives geometry a plain number of dollars', () => {
    expect(dollarsOf(usd('8640.18'))).toBeCloseTo(8640.18, 9);
    expect(dollarsOf(-usd('0.5'))).toBe(-0.5);
  });
});

describe('UI-1 tokens, counts', () => {
  it.each([
    [0, '0'],
    [9_999, '9,999'],
    [12_345, '12.3K'],
    [999_600, '1.00M'],
    [1_240_000, '1.24M'],
    [3_050_000_000, '3.05B'],
    [412_600_000, '413M'],
  ])('%d reads %s', (value, text) => {
    expect(english.count(value)).toBe(text);
  });

  it('is exact on demand and for big integers', () => {
    expect(english.countExact(1_380_221)).toBe('1,380,221');
    expect(english.countExact(9_007_199_254_740_993n)).toBe('9,007,199,254,740,993');
    expect(german.count(12_345)).toBe('12,3K');
    expect([0, 50, 1200, 1_500_000].map(english.countTick)).toEqual(['0', '50', '1.2K', '1.5M']);
  });
});

describe('UI-1 latency, size, percent', () => {
  it.each([
    [0, '0_ms'],
    [0.04, '<_0.1_ms'],
    [1.24, '1.2_ms'],
    [812, '812_ms'],
    [999.7, '1.00_s'],
    [3_420, '3.42_s'],
    [59_996, '1_m_0_s'],
    [134_000, '2_m_14_s'],
    [6_720_000, '1_h_52_m'],
    [788_400_000, '9_d_3_h'],
  ])('%d ms reads %s', (value, text) => {
    expect(seen(english.duration(value))).toBe(text);
  });

  it.each([
    [512, '512_B'],
    [14_200_000, '14.2_MB'],
    [999_960, '1.0_MB'],
  ])('%d bytes read %s', (value, text) => {
    expect(seen(english.size(value))).toBe(text);
  });

  it.each([
    [0, '0%'],
    [0.0004, '<_0.1%'],
    [0.395, '39.5%'],
    [0.9996, '>_99.9%'],
    [1, '100%'],
    [1.14, '114.0%'],
  ])('a share of %d reads %s', (value, text) => {
    expect(seen(english.percent(value))).toBe(text);
  });

  it('writes differences in percentage points', () => {
    expect(seen(english.percentagePoints(0.012))).toBe('+1.2_pp');
    expect(seen(english.percentagePoints(-0.003))).toBe('−0.3_pp');
    expect(seen(german.percentagePoints(0.012))).toBe('+1,2_pp');
  });
});

describe('UI-1 change', () => {
  const change = (before: number, after: number) => {
    const { text, spoken } = english.change(before, after);
    return [seen(text), spoken];
  };

  it('shows arrow and share and speaks them', () => {
    expect(change(1000, 1124)).toEqual(['▲_12.4%', 'up 12.4 percent']);
    expect(change(100, 50)).toEqual(['▼_50.0%', 'down 50.0 percent']);
    expect(change(100_000, 100_001)).toEqual(['▲_<_0.1%', 'up less than 0.1 percent']);
    expect(change(5, 5)).toEqual(['0%', 'unchanged']);
  });

  it('says "new" from zero and a factor above 999 %', () => {
    expect(change(0, 5)).toEqual(['new', 'new']);
    expect(change(100, 1120)).toEqual(['×_11.2', '11.2 times as much']);
    expect(change(100, 0)).toEqual(['▼_100.0%', 'down 100.0 percent']);
  });

  it("can be told in the figure's own unit", () => {
    const { text, spoken } = english.changeBy(-64, english.duration(64));
    expect([seen(text), spoken]).toEqual(['▼_64_ms', 'down 64 ms']);
  });
});

describe('UI-1 time', () => {
  const at = (text: string): Date => new Date(text);

  it("stands in the reader's zone with a 24-hour clock", () => {
    expect(english.dateTime(at('2026-11-20T13:03:22Z'), now)).toBe('Nov 20, 14:03:22');
    expect(english.dateTime(at('2025-11-20T13:03:22Z'), now)).toBe('Nov 20, 2025, 14:03:22');
    expect(english.timeOfDay(at('2026-11-20T13:03:22.418Z'))).toBe('14:03:22.418');
    expect(english.dateTime(at('2026-11-19T23:30:00Z'), now)).toBe('Nov 20, 00:30:00');
  });

  it('is relative under 24 hours and absolute after', () => {
    expect(seen(english.relative(at('2026-11-20T13:03:00Z'), now))).toBe('12_min_ago');
    expect(seen(english.relative(at('2026-11-20T16:20:00Z'), now))).toBe('in_3_h');
    expect(english.relative(at('2026-11-19T13:00:00Z'), now)).toBe('Nov 19, 14:00:00');
    expect(english.relative(now, now)).toBe('just now');
  });

  it('names ranges by their first and last day', () => {
    const range = english.dayRange(at('2026-10-31T23:00:00Z'), at('2026-11-20T23:00:00Z'), now);
    expect(range).toBe('Nov 1–20');
    expect(english.day(at('2025-01-05T12:00:00Z'), now)).toBe('Jan 5, 2025');
  });

  it('marks the running bucket and days of 23 and 25 hours', () => {
    const label = (from: string, to: string): string => seen(english.bucketLabel('day', at(from), at(to), now));
    expect(label('2026-11-19T23:00:00Z', '2026-11-20T23:00:00Z')).toBe('Fri, Nov 20, so far');
    expect(label('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe('Sun, Mar 29 (23_h)');
    expect(label('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe('Sun, Oct 25 (25_h)');
    expect(english.bucketTick('hour', at('2026-11-20T13:00:00Z'))).toBe('14:00');
    expect(english.bucketTick('day', at('2026-11-20T13:00:00Z'))).toBe('Nov 20');
  });

  it('exports RFC 3339', () => {
    expect(rfc3339(now)).toBe('2026-11-20T13:15:22.418Z');
  });
});
