import { expect, test } from 'vitest';
import { readModelNames, writeModelNames } from './model-names.ts';

test('[GW-3] deployments are read line by line, and written as they are read', () => {
  const { names, fault } = readModelNames('gpt-4o = our-deployment\n\n  o3=reasoner \nplain');
  expect([names, fault]).toEqual([{ 'gpt-4o': 'our-deployment', o3: 'reasoner', plain: 'plain' }, undefined]);
  expect(readModelNames(writeModelNames(names)).names).toEqual(names);
  expect(writeModelNames(undefined)).toBe('');
});

test.each([
  ['= nothing', 'Line 1 is not'],
  ['a = 1\nb =', 'Line 2 is not'],
  ['a = 1\na = 2', 'Line 2 names a'],
])('%s is a fault that names its line', (text, words) => {
  expect(readModelNames(text).fault).toContain(words);
});
