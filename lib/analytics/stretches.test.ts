import { expect, test } from 'vitest';
import { stretchesOf } from './stretches.ts';

const period = (starts: readonly number[], toMs: number) => ({ fromMs: starts[0] ?? 0, toMs, starts });

test('closed days are taken as they are, what lies between is one stretch', () => {
  const closed = new Map([
    [10, 20],
    [20, 30],
    [50, 60],
  ]);
  expect(stretchesOf(period([5, 10, 20, 30, 40, 50, 60], 65), closed)).toEqual({
    days: [10, 20, 50],
    open: [
      { fromMs: 5, toMs: 10 },
      { fromMs: 30, toMs: 50 },
      { fromMs: 60, toMs: 65 },
    ],
  });
});

test('of a day that goes on, what is added up is taken, and the hours behind it', () => {
  const closed = new Map([
    [10, 20],
    [20, 26],
    [30, 33],
  ]);
  expect(stretchesOf(period([10, 20, 30], 35), closed)).toEqual({
    days: [10, 20, 30],
    open: [
      { fromMs: 26, toMs: 30 },
      { fromMs: 33, toMs: 35 },
    ],
  });
  expect(stretchesOf(period([10, 20], 26), closed)).toEqual({ days: [10, 20], open: [] });
});

test('a closed day that is longer than the bucket is not used', () => {
  const closed = new Map([
    [10, 20],
    [20, 31],
  ]);
  expect(stretchesOf(period([10, 20, 30], 40), closed)).toEqual({ days: [10], open: [{ fromMs: 20, toMs: 40 }] });
  expect(stretchesOf(period([10], 15), closed).days).toEqual([]);
  expect(stretchesOf(period([5], 25), new Map())).toEqual({ days: [], open: [{ fromMs: 5, toMs: 25 }] });
});
