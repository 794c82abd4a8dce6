import { AnomalyDetector, strengthOf } from '#lib/core/stats/anomaly-detector.ts';

export const hourMs = 3_600_000;
/** For so long nothing is told of the same series that is not stranger. */
const coolDownMs = 24 * hourMs;
/** A run goes on while the series is still half as strange as what is told. */
const goesOn = 0.5;
/** What the detector says at most, too. */
const strengthMax = 50;

export type AnomalyMetric = 'cost' | 'requests' | 'errors' | 'latency';
export type Sensitivity = keyof typeof strengthOf;

/** One hour of a series. `calls` tells how much a mean rests on. */
export interface HourValue {
  readonly atMs: number;
  readonly value: number;
  readonly calls: number;
}

/** A run of strange hours. */
export interface Run {
  readonly startMs: number;
  /** End of the last hour. */
  readonly endMs: number;
  readonly strength: number;
  readonly direction: 'above' | 'below';
  /** Sums over the run; of latency the strangest hour. */
  readonly actual: number;
  readonly expected: number;
}

export interface Watch {
  readonly metric: AnomalyMetric;
  readonly sensitivity: Sensitivity;
  readonly minimumImpactUsd: number;
  /** Milliseconds to add to an instant for the wall clock whose days give the rhythm. */
  readonly wallOffsetMs: number;
}

/** Smallest differences that matter: calls, errors, and milliseconds of latency with the calls it takes to believe them. */
const leastCalls = 50;
const leastErrors = 10;
const leastLatencyMs = 200;
const leastMeanCalls = 20;
const shareMin = { cost: 0.3, requests: 0.5, errors: 0.5, latency: 0.5 } as const;

/** Whether a difference is large enough to matter, however strange. Only calls that stay away are told of as "below". */
function matters({ metric, minimumImpactUsd }: Watch, { value, calls }: HourValue, expected: number): boolean {
  const difference = value - expected;
  if (Math.abs(difference) < shareMin[metric] * expected) return false;
  if (metric === 'cost') return difference >= minimumImpactUsd;
  if (metric === 'errors') return difference >= leastErrors;
  if (metric === 'latency') return difference >= leastLatencyMs && calls >= leastMeanCalls;
  return Math.abs(difference) >= leastCalls;
}

/**
 * Goes through a series an hour at a time, each judged by those before it, and puts what is told together to runs. `judged`
 * is how many hours that was, so that a rate can be told. Hours ascend; a latency has none where nobody called.
 */
export function findRuns(hours: readonly HourValue[], watch: Watch): { readonly runs: readonly Run[]; readonly judged: number } {
  const detector = new AnomalyDetector({ stepMs: hourMs, coolDownMs });
  const told = strengthOf[watch.sensitivity];
  const runs: Run[] = [];
  let isOpen = false;
  for (const hour of hours) {
    const before = isOpen ? runs.at(-1) : undefined;
    const { strength, expected, scale } = detector.next(hour.atMs + watch.wallOffsetMs, hour.value);
    const usual = expected ?? hour.value;
    const direction = hour.value >= usual ? 'above' : 'below';
    const deviations = Math.abs(hour.value - usual) / scale;
    const isLarge = matters(watch, hour, usual);
    const isNext = before?.endMs === hour.atMs && before.direction === direction;
    if (before !== undefined && isNext && isLarge && deviations >= told * goesOn) {
      const on: Run = { ...before, endMs: hour.atMs + hourMs, strength: Math.max(before.strength, Math.min(deviations, strengthMax)) };
      const isStranger = Math.abs(hour.value - usual) > Math.abs(before.actual - before.expected);
      const strangest = isStranger ? { actual: hour.value, expected: usual } : {};
      const sums = { actual: before.actual + hour.value, expected: before.expected + usual };
      runs[runs.length - 1] = { ...on, ...(watch.metric === 'latency' ? strangest : sums) };
      continue;
    }
    isOpen = strength >= told && isLarge;
    if (isOpen) runs.push({ startMs: hour.atMs, endMs: hour.atMs + hourMs, strength, direction, actual: hour.value, expected: usual });
  }
  return { runs, judged: hours.length };
}
