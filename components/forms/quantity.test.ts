import { describe, expect, it } from 'vitest';
import { parseCount, parseDuration, parseMoney, parsePercent } from './quantity.ts';

describe('UI-1 any input accepted, then explained', () => {
  it.each([
    ['$20', 'en-US', '20'],
    ['1.2k', 'en-US', '1200'],
    ['$1,200.50', 'en-US', '1200.5'],
    ['1.200,50 $', 'de-DE', '1200.5'],
    ['1,5', 'en-US', '1.5'],
    ['0.000000003', 'en-US', '0.000000003'],
    ['5 000', 'fr-FR', '5000'],
    ["1'200", 'de-CH', '1200'],
    ['9007199254740.99', 'en-US', '9007199254740.99'],
    ['0.0000000003', 'en-US', undefined],
    ['-5', 'en-US', undefined],
    ['twenty', 'en-US', undefined],
    ['', 'en-US', undefined],
  ])('money %s in %s', (text, locale, amount) => {
    expect(parseMoney(text, locale)).toBe(amount);
  });

  it.each([
    ['1.5k', 1500],
    ['12,000 tokens', 12_000],
    ['3M', 3_000_000],
    ['1.5', undefined],
    ['1x', undefined],
  ])('count %s', (text, value) => {
    expect(parseCount(text, 'en-US')).toBe(value);
  });

  it.each([
    ['80 %', 0.8],
    ['12.5', 0.125],
    ['0', 0],
    ['x%', undefined],
  ])('percent %s', (text, share) => {
    expect(parsePercent(text, 'en-US')).toBe(share);
  });

  it.each([
    ['2h', 7200],
    ['90 min', 5400],
    ['1 h 30 m', 5400],
    ['2 days', 172_800],
    ['45', 45],
    ['1h nonsense', undefined],
    ['soon', undefined],
  ])('duration %s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it('counts a bare number in the unit of its field', () => {
    expect(parseDuration('2', 'h')).toBe(7200);
  });
});
