import { expect, test } from 'vitest';
import { compileMatch, matchableName, modelNameLengthMax } from './match-model.ts';

test('each clause decides as its name says, whatever the case', () => {
  expect(compileMatch({ equals: 'GPT-4o' })('gpt-4o')).toBe(true);
  expect(compileMatch({ equals: 'gpt-4o' })('gpt-4o-mini')).toBe(false);
  expect(compileMatch({ starts_with: 'Gpt' })('gpt-4o')).toBe(true);
  expect(compileMatch({ ends_with: 'mini' })('gpt-4o-mini')).toBe(true);
  expect(compileMatch({ contains: '-4O-' })('gpt-4o-mini')).toBe(true);
  expect(compileMatch({ regex: '^gpt-\\d{1}o$' })('gpt-4o')).toBe(true);
  expect(compileMatch({ and: [{ starts_with: 'a' }, { or: [{ ends_with: 'x' }, { ends_with: 'y' }] }] })('aby')).toBe(true);
  expect(compileMatch({ and: [{ starts_with: 'a' }, { or: [{ ends_with: 'x' }, { ends_with: 'y' }] }] })('abz')).toBe(false);
});

test('patterns that could take longer than the name is long are refused', () => {
  for (const regex of ['(a+)+$', '(a|aa)*b', '^(\\d+)\\1$', '.*-.*-x', '(?<name>a)\\k<name>', 'a{2,}b+'])
    expect(() => compileMatch({ regex }), regex).toThrow(/pattern/);
  expect(() => compileMatch({ regex: '^(?!.*-[tT][tT][sS](?:$|-))' })).not.toThrow();
  expect(() => compileMatch({ regex: '^composer-2\\.5\\[fast=true\\]$' })).not.toThrow();
});

test('clauses that are unknown, empty, ambiguous, too deep or too many are refused', () => {
  let deep: object = { equals: 'a' };
  for (let level = 0; level < 10; level += 1) deep = { or: [deep] };
  const many = { or: Array.from({ length: 600 }, () => ({ equals: 'a' })) };
  for (const clause of [
    null,
    'x',
    {},
    { like: 'a' },
    { equals: '' },
    { equals: 1 },
    { or: [] },
    { equals: 'a', contains: 'b' },
    deep,
    many,
  ])
    expect(() => compileMatch(clause)).toThrow();
});

test('a name longer than any provider has is not looked at', () => {
  expect(matchableName(' GPT-4o ')).toBe('gpt-4o');
  expect(matchableName('x'.repeat(modelNameLengthMax + 1))).toBeUndefined();
});
