import { expect, it } from 'vitest';
import { inParts } from './in-parts.ts';

it('parts are in order, full but for the last, and none of nothing', () => {
  expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(inParts([1, 2], 2)).toEqual([[1, 2]]);
  expect(inParts([], 2)).toEqual([]);
});
