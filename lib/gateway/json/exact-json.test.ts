import { describe, expect, it } from 'vitest';
import { numberOf, parseExactJson } from './exact-json.ts';

describe('[GW-2] JSON read without losing digits', () => {
  it.each([
    '{"id":9007199254740993}',
    '[12345678901234567890,-98765432109876543210]',
    '{"a":{"b":[0.12345678901234567891,1e400,12345678901234567e-5]}}',
    '{"text":"12345678901234567890","small":12}',
    '"12345678901234567890"',
  ])('%s is written as it was read', (text) => {
    expect(JSON.stringify(parseExactJson(text))).toBe(text);
  });

  it('gives numbers that fit as numbers, and rounds the others where a number is wanted', () => {
    expect(parseExactJson('[1,2.5,1234567890123456]')).toEqual([1, 2.5, 1234567890123456]);
    expect(parseExactJson('12345678901234567890')).toBe(12345678901234567000);
    const [long] = Object.values(parseExactJson('{"a":9007199254740993}') as object);
    expect(numberOf(long)).toBe(9007199254740992);
    expect([numberOf(3), numberOf('3'), numberOf({}), numberOf(undefined)]).toEqual([3, undefined, undefined, undefined]);
  });

  it('is undefined for what is not JSON', () => {
    expect(parseExactJson('{"a":')).toBeUndefined();
    expect(parseExactJson('12345678901234567890x')).toBeUndefined();
  });
});
