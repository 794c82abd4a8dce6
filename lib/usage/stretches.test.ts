import { expect, test } from 'vitest';
import { hoursKept, stretchesOf, withLastDay, withLongSpans, withoutPartsOfDays, withoutSpans } from './stretches.ts';

const period = (starts: readonly number[], toMs: number) => ({ fromMs: starts[0] ?? 0, toMs, starts });
const day = (fromMs: number, toMs: number) => ({ days: 1, fromMs, toMs });
const two = (fromMs: number, toMs: number) => ({ days: 2, fromMs, toMs });
const part = (fromMs: number, toMs: number) => ({ days: 0, fromMs, toMs });

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
  const closed = [day(0, 10), two(10, 30), day(10, 20), day(20, 30), day(30, 40), two(40, 60), day(40, 50), day(50, 60)];
  expect(stretchesOf(period([5], 55), closed)).toEqual({
    kept: [two(10, 30), day(30, 40), day(40, 50)],
    open: [
      { fromMs: 5, toMs: 10 },
      { fromMs: 50, toMs: 55 },
    ],
  });
  expect(stretchesOf(period([5], 55), withoutSpans(closed)).kept).toEqual([day(10, 20), day(20, 30), day(30, 40), day(40, 50)]);
  expect(stretchesOf(period([10, 20, 30], 40), closed).kept).toEqual([day(10, 20), day(20, 30), day(30, 40)]);
});

test('hours of closed days are told from the others', () => {
  const closed = [day(10, 20), part(10, 15), two(20, 40), day(20, 30), part(20, 25), day(30, 36)];
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

const hour = 3_600_000;

/** What is taken of a period that begins on its first day and ends after so many hours, on the second. */
const until = (hours: number, closed: Parameters<typeof withLastDay>[2], fromHours = 0) => {
  const ends = period([fromHours * hour], hours * hour);
  return withLastDay(stretchesOf(ends, closed), ends, closed);
};

test('of a day that a period ends late in, the whole is taken, less the hours behind', () => {
  const closed = [day(0, 24 * hour), day(24 * hour, 48 * hour)];
  expect(until(39.5, closed)).toEqual({ kept: closed, open: [], less: [{ fromMs: 39 * hour, toMs: 48 * hour }] });
  expect(until(30, closed)).toEqual({ kept: closed.slice(0, 1), open: [{ fromMs: 24 * hour, toMs: 30 * hour }], less: [] });
  expect(until(48, closed)).toEqual({ kept: closed, open: [], less: [] });
  expect(until(60, closed).less).toEqual([]);
  // A period that begins on the same day is read by its hours.
  expect(until(46, closed, 26)).toEqual({ kept: [], open: [{ fromMs: 26 * hour, toMs: 46 * hour }], less: [] });
});

test('of a day that a period ends in the middle of, parts are taken, with the hours behind them or less those up to them', () => {
  const [first, second] = [day(0, 24 * hour), day(24 * hour, 48 * hour)];
  const noon = part(24 * hour, 36 * hour);
  const evening = part(36 * hour, 42 * hour);
  const closed = [first, part(0, 12 * hour), second, noon];
  expect(until(39.5, closed)).toEqual({ kept: [first, noon], open: [{ fromMs: 36 * hour, toMs: 39.5 * hour }], less: [] });
  expect(until(36, closed)).toEqual({ kept: [first, noon], open: [], less: [] });
  expect(until(33.5, closed)).toEqual({ kept: [first, noon], open: [], less: [{ fromMs: 33 * hour, toMs: 36 * hour }] });
  expect(until(28, closed)).toEqual({ kept: [first], open: [{ fromMs: 24 * hour, toMs: 28 * hour }], less: [] });
  expect(until(44, closed)).toEqual({ kept: [first, second], open: [], less: [{ fromMs: 44 * hour, toMs: 48 * hour }] });
  expect(until(44, [...closed, evening])).toEqual({
    kept: [first, noon, evening],
    open: [{ fromMs: 42 * hour, toMs: 44 * hour }],
    less: [],
  });
  expect(until(40, [...closed, evening])).toEqual({
    kept: [first, noon, evening],
    open: [],
    less: [{ fromMs: 40 * hour, toMs: 42 * hour }],
  });
  // What is behind a gap serves no more than the day does.
  expect(until(40, [first, second, evening])).toEqual({ kept: [first, second], open: [], less: [{ fromMs: 40 * hour, toMs: 48 * hour }] });
  // Of an open day before it, only that one's hours are left.
  expect(until(44, [second, noon])).toEqual({
    kept: [second],
    open: [{ fromMs: 0, toMs: 24 * hour }],
    less: [{ fromMs: 44 * hour, toMs: 48 * hour }],
  });
});

test('a part of a day is taken by itself where its day does not fit, unless sums have none', () => {
  const closed = [day(0, 24), part(0, 12), { days: 8, fromMs: 24, toMs: 216 }, two(24, 72), day(24, 48), part(24, 36), day(48, 72)];
  expect(stretchesOf(period([0], 40), closed)).toEqual({ kept: [day(0, 24), part(24, 36)], open: [{ fromMs: 36, toMs: 40 }] });
  expect(stretchesOf(period([0], 40), withoutPartsOfDays(closed))).toEqual({ kept: [day(0, 24)], open: [{ fromMs: 24, toMs: 40 }] });
  expect(withLongSpans(closed).map(({ days }) => days)).toEqual([1, 8, 1, 1]);
});
