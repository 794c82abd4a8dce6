import { backTest, scaledError, type Trial } from './back-test.ts';
import { combined } from './combined.ts';
import { seasonalNaive } from './seasonal-naive.ts';

export interface SeriesQuestion {
  /** Evenly spaced, the oldest first, not negative. */
  readonly values: readonly number[];
  /** Values after which things repeat: 7 of days, 24 or 168 of hours. */
  readonly season: number;
  /** How many steps ahead. */
  readonly steps: number;
}

export interface SeriesForecast {
  readonly expected: readonly number[];
  /** Eight in ten values should lie between these, step by step. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The same for the sum of the first steps: at place n of the first n + 1 together. */
  readonly sumLow: readonly number[];
  readonly sumHigh: readonly number[];
  /** How it was made: what is short of two seasons is the mean of what there is. */
  readonly method: 'combination' | 'seasonal_naive' | 'mean';
  /** Mean absolute scaled error over the past, null where there was too little of it to try; below 1 beats "as one season before". */
  readonly scaledError: number | null;
  /** The same of the seasonal naive method on the same trials. */
  readonly naiveScaledError: number | null;
  /** On how many trials the ranges and errors rest. */
  readonly trials: number;
}

const trialsMax = 12;
/** From as many trials on, their errors are the range; before that it is drawn from what the values differ by. */
const trialsMin = 5;
/** Eight in ten of a normal distribution lie within so many deviations. */
const deviationsOf80 = 1.2816;
/** Trials that say more than this say something else. */
const levelMax = 1.25;
/** Twice as wide a range as the values alone would say, where nothing could be tried. */
const unsure = 2;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / Math.max(1, values.length);
const runningSums = (values: readonly number[]): number[] => {
  let total = 0;
  return values.map((value) => (total += value));
};

/** The `p` quantile of few values, as split conformal prediction takes it: of n values the (n + 1) p-th, bounded by the outermost. */
function outerQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = p >= 0.5 ? Math.ceil((sorted.length + 1) * p) : Math.floor((sorted.length + 1) * p);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] ?? 0;
}

const meanMethod = (values: readonly number[], season: number, steps: number): number[] =>
  Array.from({ length: steps }, () => mean(values.slice(-season)));

/** Ranges from the errors of trials: `errors[n]` are those at step n. */
const around = (expected: readonly number[], errors: readonly (readonly number[])[]) => ({
  low: expected.map((value, step) => Math.max(0, value + Math.min(0, outerQuantile(errors[step] ?? [], 0.1)))),
  high: expected.map((value, step) => value + Math.max(0, outerQuantile(errors[step] ?? [], 0.9))),
});

/** Errors grow with what is forecast: those of a trial count in proportion to its level. */
const levelRatio = (expected: readonly number[], guessed: readonly number[]): number =>
  mean(guessed) > 0 ? mean(expected) / mean(guessed) : 1;

function triedRanges(expected: readonly number[], trials: readonly Trial[]) {
  const errorsOf = (of: (values: readonly number[]) => readonly number[], beyond: (step: number, last: number) => number) => {
    const each = trials.map(({ actual, expected: guessed }) => {
      const [came, said, ratio] = [of(actual), of(guessed), levelRatio(expected, guessed)];
      return came.map((value, step) => (value - (said[step] ?? 0)) * ratio);
    });
    const last = (trials[0]?.actual.length ?? 1) - 1;
    return expected.map((_, step) => each.map((errors) => (errors[Math.min(step, last)] ?? 0) * beyond(step, last)));
  };
  const steps = around(
    expected,
    errorsOf(
      (values) => values,
      () => 1,
    ),
  );
  // Errors of a sum add up: past what was tried, in proportion to its length.
  const sums = around(
    runningSums(expected),
    errorsOf(runningSums, (step, last) => Math.max(1, (step + 1) / (last + 1))),
  );
  return { ...steps, sumLow: sums.low, sumHigh: sums.high };
}

/** Ranges where there was nothing to try: from how much the values differ, the wider the fewer they are. */
function guessedRanges(expected: readonly number[], values: readonly number[]) {
  const center = mean(values);
  const deviation = Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / Math.max(1, values.length - 1));
  const spread = unsure * deviationsOf80 * (deviation || center);
  const sums = runningSums(expected);
  const spreads = sums.map((_, step) => spread * Math.sqrt(step + 1 + (step + 1) ** 2 / Math.max(1, values.length)));
  return {
    low: expected.map((value) => Math.max(0, value - spread)),
    high: expected.map((value) => value + spread),
    sumLow: sums.map((value, step) => Math.max(0, value - (spreads[step] ?? 0))),
    sumHigh: sums.map((value, step) => value + (spreads[step] ?? 0)),
  };
}

/**
 * By how much to multiply what a method on logarithms says, because the mean of logarithms lies below that of money: what
 * came over what was said, over all trials (after Duan's smearing estimate, 1983).
 */
function levelOf(trials: readonly Trial[]): number {
  const said = sum(trials.flatMap(({ expected }) => expected));
  const came = sum(trials.flatMap(({ actual }) => actual));
  return said > 0 && trials.length >= trialsMin ? Math.min(levelMax, Math.max(1 / levelMax, came / said)) : 1;
}

/**
 * Continues a series. The combination of three methods is used unless the seasonal naive one did better on the series' own
 * past; ranges are quantiles of the errors of those trials, for single steps and for sums alike.
 */
export function forecastSeries({ values, season, steps }: SeriesQuestion): SeriesForecast {
  if (values.length < 2 * season) {
    const expected = meanMethod(values, season, steps);
    return { expected, ...guessedRanges(expected, values), method: 'mean', scaledError: null, naiveScaledError: null, trials: 0 };
  }
  // What lies further ahead than the past can try is judged by the furthest that it can.
  const tried = Math.max(1, Math.min(steps, values.length - 2 * season - trialsMin + 1));
  const test = { season, steps: tried, valuesMin: 2 * season, trialsMax };
  const plain = backTest(combined, values, test);
  const level = levelOf(plain);
  const trials = plain.map(({ actual, expected }) => ({ actual, expected: expected.map((value) => value * level) }));
  const naiveTrials = backTest(seasonalNaive, values, test);
  const error = scaledError(trials, values, season);
  const naiveError = scaledError(naiveTrials, values, season);
  const isNaive = error !== null && naiveError !== null && naiveError < error;
  const expected = isNaive ? seasonalNaive(values, season, steps) : combined(values, season, steps).map((value) => value * level);
  const used = isNaive ? naiveTrials : trials;
  const ranges = used.length >= trialsMin ? triedRanges(expected, used) : guessedRanges(expected, values);
  return {
    ...{ expected, ...ranges, method: isNaive ? 'seasonal_naive' : 'combination' },
    ...{ scaledError: isNaive ? naiveError : error, naiveScaledError: naiveError, trials: used.length },
  };
}
