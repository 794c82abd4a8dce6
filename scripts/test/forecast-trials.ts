import { scaledError, type Trial } from '#lib/core/stats/forecast/back-test.ts';
import { forecastSeries } from '#lib/core/stats/forecast/forecast-series.ts';
import { seasonalNaive } from '#lib/core/stats/forecast/seasonal-naive.ts';
import { type NabSeries, readNab } from './nab/nab-corpus.ts';
import type { Counts } from './stage.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Beginnings in the last part of each series; everything before them is what a method may learn from. */
const origins = 10;
const heldOut = 0.4;
/** Ranges are to hold eight in ten. */
const coverage = { min: 0.7, max: 0.9 };

interface Task {
  readonly name: string;
  readonly values: readonly number[];
  readonly season: number;
  readonly steps: number;
}

/** Sums of each whole hour or day. */
function sumsBy({ times, values }: NabSeries, lengthMs: number): number[] {
  const sums = new Map<number, number>();
  for (const [at, time] of times.entries()) {
    const slot = Math.floor(time / lengthMs);
    sums.set(slot, (sums.get(slot) ?? 0) + Math.max(0, values[at] ?? 0));
  }
  return [...sums.values()].slice(1, -1);
}

/** Two weeks ahead by the day, two days by the hour, of every measured series that is long enough for it. */
function tasksOf(series: NabSeries): Task[] {
  const days = { name: `${series.name} by the day`, values: sumsBy(series, dayMs), season: 7, steps: 14 };
  const hours = { name: `${series.name} by the hour`, values: sumsBy(series, hourMs), season: 168, steps: 48 };
  return [days, hours].filter(({ values, season, steps }) => values.length >= 4 * season + 2 * steps);
}

interface Tried {
  readonly ours: number;
  readonly naive: number;
  /** Of single steps and of whole sums, how many lay inside their range, and how many there were. */
  readonly steps: readonly [number, number];
  readonly sums: readonly [number, number];
}

const isWithin = (value: number, low = 0, high = 0): boolean => value >= low && value <= high;

function tryOut({ values, season, steps }: Task): Tried {
  const from = Math.floor(values.length * (1 - heldOut));
  const stride = Math.max(1, Math.floor((values.length - steps - from) / (origins - 1)));
  const trials: { readonly ours: Trial; readonly naive: Trial; readonly steps: number; readonly sum: boolean }[] = [];
  for (let origin = from; origin + steps <= values.length; origin += stride) {
    const known = values.slice(0, origin);
    const actual = values.slice(origin, origin + steps);
    const found = forecastSeries({ values: known, season, steps });
    const total = actual.reduce((sum, value) => sum + value, 0);
    trials.push({
      ours: { actual, expected: found.expected },
      naive: { actual, expected: seasonalNaive(known, season, steps) },
      steps: actual.filter((value, step) => isWithin(value, found.low[step], found.high[step])).length,
      sum: isWithin(total, found.sumLow[steps - 1], found.sumHigh[steps - 1]),
    });
  }
  const errorOf = (side: readonly Trial[]): number => scaledError(side, values, season) ?? 0;
  return {
    ours: errorOf(trials.map(({ ours }) => ours)),
    naive: errorOf(trials.map(({ naive }) => naive)),
    steps: [trials.reduce((sum, trial) => sum + trial.steps, 0), trials.length * steps],
    sums: [trials.filter(({ sum }) => sum).length, trials.length],
  };
}

const shareOf = (counts: readonly (readonly [number, number])[]): number =>
  counts.reduce((sum, [inside]) => sum + inside, 0) / counts.reduce((sum, [, all]) => sum + all, 0);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Forecasts of held-out ends of the measured series in NAB's public data, beside "as one season before": mean absolute
 * scaled errors, and how often what came lay inside the range of eight in ten.
 */
export function runForecastTrials(folder: string): Counts {
  const tasks = readNab(folder)
    .filter(({ name }) => name.startsWith('real'))
    .flatMap(tasksOf);
  const tried = tasks.map(tryOut);
  for (const [at, { name }] of tasks.entries()) {
    const { ours, naive } = tried[at] ?? { ours: 0, naive: 0 };
    process.stdout.write(`  ${name}: scaled error ${ours.toFixed(2)}, seasonal naive ${naive.toFixed(2)}\n`);
  }
  const [own, naive] = [mean(tried.map(({ ours }) => ours)), mean(tried.map((each) => each.naive))];
  const [steps, sums] = [shareOf(tried.map((each) => each.steps)), shareOf(tried.map((each) => each.sums))];
  process.stdout.write(
    `${tasks.length} series: mean scaled error ${own.toFixed(3)}, seasonal naive ${naive.toFixed(3)}; inside the 80 % range: ` +
      `${(100 * steps).toFixed(0)} % of steps, ${(100 * sums).toFixed(0)} % of sums\n`,
  );
  const checks = [own < naive, isWithin(steps, coverage.min, coverage.max), isWithin(sums, coverage.min, coverage.max)];
  return { passed: checks.filter(Boolean).length, failed: checks.filter((isMet) => !isMet).length };
}
