import { expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { matchesPattern, patternRank, patternsMeet } from './model-pattern.ts';

it.each([
  ['gpt-4o', 'GPT-4o', true],
  ['gpt-4o', 'gpt-4o-mini', false],
  ['gpt-*', 'gpt-', true],
  ['*', '', true],
  ['*-mini', 'gpt-4o-mini', true],
  ['gpt-*-mini', 'gpt-mini', false],
  ['a*a', 'a', false],
  ['a*b*c', 'a-c-b', false],
  ['a*b*c', 'a-b-c', true],
  ['*b*b', 'ab', false],
  ['a.c', 'abc', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(matchesPattern(pattern, name)).toBe(expected);
});

it('ranks names before patterns and those before everything', () => {
  expect(['gpt-4o', 'gpt-*', '*', '**'].map(patternRank)).toEqual([0, 1, 2, 2]);
});

it.each([
  ['gpt-5*', 'gpt-*-mini', true],
  ['gpt-5*', 'gpt-4*', false],
  ['a*', '*b', true],
  ['a*c', 'ab', false],
  ['*', 'x', true],
  ['a**b', 'a*b', true],
  ['', '*', true],
])('%s meets %s: %s', (left, right, expected) => {
  expect(patternsMeet(left, right)).toBe(expected);
  expect(patternsMeet(right, left)).toBe(expected);
});

it('says that two patterns meet exactly where some name matches both', () => {
  const random = new Random(7);
  const names = [''];
  for (let at = 0; at < names.length && names.length < 400; at += 1)
    if ((names[at] ?? '').length < 6) names.push(`${names[at]}a`, `${names[at]}b`);
  for (let round = 0; round < 400; round += 1) {
    const pattern = () => Array.from({ length: random.below(4) }, () => random.pick(['a', 'b', '*'])).join('');
    const [left, right] = [pattern(), pattern()];
    const both = names.some((name) => matchesPattern(left, name) && matchesPattern(right, name));
    expect([left, right, patternsMeet(left, right)]).toEqual([left, right, both]);
  }
});
