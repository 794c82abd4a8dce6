import { expect, test } from 'vitest';
import { partBytes, piecesOf } from './file-parts.ts';

test('a range is cut where parts begin', () => {
  expect(piecesOf(0, 0)).toEqual([]);
  expect(piecesOf(0, 5)).toEqual([{ position: 0, from: 0, to: 5 }]);
  expect(piecesOf(partBytes - 1, partBytes + 1)).toEqual([
    { position: 0, from: partBytes - 1, to: partBytes },
    { position: 1, from: 0, to: 1 },
  ]);
  const pieces = piecesOf(10, 3 * partBytes);
  expect(pieces.map(({ position }) => position)).toEqual([0, 1, 2]);
  expect(pieces.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(3 * partBytes - 10);
});
