import { expect, test } from 'vitest';
import { hoursKept, stretchesOf, withLastDay, withoutSpans } from './stretches.ts';

const period = (starts: readonly number[], toMs: number) => ({ fromMs: starts[0] ?? 0, toMs, starts });
const day = (fromMs: number, toMs: number) => ({ days: 1, fromMs, toMs });
const week = (fromMs: number, toMs: number) => ({ days: 7, fromMs, toMs });

test('closed days are taken as they are, what lies between is one stretch', () => {
  const closed = [day(10, 20), day(20, 30), day(50, 60)];
  expect(stretchesOf(period([5, 10, 20, 30, 40, 50, 60], 65), closed)).toEqual({
    kept: closed,
    open: [
      { fromMs: 5, toMs: 10 },
      { fromMs: 30, toMs: 50 },
      { fromMs: 60, toMs: 65 },
    ],
  });
});

test('of a day that goes on, what is added up is taken, and the hours behind it', () => {
  const closed = [day(10, 20), day(20, 26), day(30, 33)];
  expect(stretchesOf(period([10, 20, 30], 35), closed)).toEqual({
    kept: closed,
    open: [
      { fromMs: 26, toMs: 30 },
      { fromMs: 33, toMs: 35 },
    ],
  });
  expect(stretchesOf(period([10, 20], 26), closed)).toEqual({ kept: closed.slice(0, 2), open: [] });
});

test('a closed day that is longer than the bucket is not used', () => {
  const closed = [day(10, 20), day(20, 31)];
  expect(stretchesOf(period([10, 20, 30], 40), closed)).toEqual({ kept: [day(10, 20)], open: [{ fromMs: 20, toMs: 40 }] });
  expect(stretchesOf(period([10], 15), closed).kept).toEqual([]);
  expect(stretchesOf(period([12, 22], 45), closed).kept).toEqual([]);
  expect(stretchesOf(period([5], 25), [])).toEqual({ kept: [], open: [{ fromMs: 5, toMs: 25 }] });
});

test('a stretch that is asked for as a whole takes spans before their days', () => {
  const closed = [day(0, 10), week(10, 30), day(10, 20), day(20, 30), day(30, 40), week(40, 60), day(40, 50), day(50, 60)];
  expect(stretchesOf(period([5], 55), closed)).toEqual({
    kept: [week(10, 30), day(30, 40), day(40, 50)],
    open: [
      { fromMs: 5, toMs: 10 },
      { fromMs: 50, toMs: 55 },
    ],
  });
  expect(stretchesOf(period([5], 55), withoutSpans(closed)).kept).toEqual([day(10, 20), day(20, 30), day(30, 40), day(40, 50)]);
  expect(stretchesOf(period([10, 20, 30], 40), closed).kept).toEqual([day(10, 20), day(20, 30), day(30, 40)]);
});

test('hours of closed days are told from the others', () => {
  const closed = [day(10, 20), week(20, 40), day(20, 30), day(30, 36)];
  expect(
    hoursKept(
      [
        { fromMs: 5, toMs: 15 },
        { fromMs: 25, toMs: 45 },
      ],
      closed,
    ),
  ).toEqual({
    kept: [
      { fromMs: 10, toMs: 15 },
      { fromMs: 25, toMs: 30 },
      { fromMs: 30, toMs: 36 },
    ],
    open: [
      { fromMs: 5, toMs: 10 },
      { fromMs: 36, toMs: 45 },
    ],
  });
});

test('of a day that a period ends late in, the whole is taken, less the hours behind', () => {
  const hour = 3_600_000;
  const closed = [day(0, 24 * hour), day(24 * hour, 48 * hour)];
  const until = (toMs: number) => withLastDay(stretchesOf(period([0], toMs), closed), toMs, closed);
  expect(until(39.5 * hour)).toEqual({ kept: closed, open: [], less: [{ fromMs: 39 * hour, toMs: 48 * hour }] });
  expect(until(30 * hour)).toEqual({ kept: closed.slice(0, 1), open: [{ fromMs: 24 * hour, toMs: 30 * hour }], less: [] });
  expect(until(48 * hour)).toEqual({ kept: closed, open: [], less: [] });
  expect(until(60 * hour).less).toEqual([]);
});
