import { SeasonalLevel } from './seasonal-level.ts';
import { SortedWindow } from './sorted-window.ts';

/** What a detector says about one value. */
export interface Judged {
  /** How strange it is, in robust standard deviations; 0 while it learns, and within the cool-down of something as strange. */
  readonly strength: number;
  /** What was to be expected; null for the first value. */
  readonly expected: number | null;
  /** One robust standard deviation at that time, in the unit of the values. */
  readonly scale: number;
  /** One value far off, or many a little off on the same side. */
  readonly kind: 'spike' | 'drift';
}

export interface DetectorOptions {
  /** The fixed distance of values, in milliseconds. */
  readonly stepMs: number;
  /** For so long nothing is told that is not stranger than what was told last. */
  readonly coolDownMs: number;
}

/** Strength from which a value is told as an anomaly, by how much one wants to hear. */
export const strengthOf = { low: 14, medium: 10, high: 6 } as const;

/** A MAD times this is the standard deviation of a normal distribution. */
const madToDeviation = 1.4826;
/** The 90 % quantile of absolute deviations in standard deviations of a normal distribution. */
const upperToDeviation = 1.645;
const scaleValues = 2000;
const warmUp = 30;
const strengthMax = 50;
/** One value moves the drift by no more than this. */
const driftClip = 10;
/** Weight of a new value in the drift; Montgomery, Introduction to Statistical Quality Control, chapter 9 (EWMA chart). */
const lambda = 0.2;
/** In deviations of its chart; so a lasting shift weighs a fifth more than one value as far off, and a passing one less. */
const driftWeight = 0.4;
/** However calm a series was, a change below a hundredth of its level is nothing. */
const scaleFloor = 0.01;

/**
 * Watches one series, a value at a time and each once: the distance from a seasonal median in robust deviations (median and
 * upper quantile of the last absolute deviations), and an EWMA chart of the same for slow drifts. Constants were chosen on
 * the public benchmark that `npm run conformance` scores, one set for all series.
 */
export class AnomalyDetector {
  readonly #expecting: SeasonalLevel;
  readonly #coolDownMs: number;
  readonly #seasonalErrors = new SortedWindow(scaleValues);
  readonly #levelErrors = new SortedWindow(scaleValues);
  #drift = 0;
  #seen = 0;
  /** The last that was told; within its cool-down only what is stranger is told. */
  #told = { atMs: Number.NEGATIVE_INFINITY, strength: 0 };

  constructor({ stepMs, coolDownMs }: DetectorOptions) {
    this.#expecting = new SeasonalLevel(stepMs);
    this.#coolDownMs = coolDownMs;
  }

  /** Judges the next value by those before it, then learns from it. Times ascend; a gap in them is no anomaly. */
  next(timeMs: number, value: number): Judged {
    const expected = this.#expecting.expect(timeMs);
    const center = expected?.value ?? value;
    const errors = expected?.isSeasonal === true ? this.#seasonalErrors : this.#levelErrors;
    const scale = scaleOf(errors, expected?.level ?? value);
    const deviations = (value - center) / scale;
    this.#drift += lambda * (Math.max(-driftClip, Math.min(driftClip, deviations)) - this.#drift);
    const drift = (driftWeight * Math.abs(this.#drift)) / Math.sqrt(lambda / (2 - lambda));
    const spike = Math.min(Math.abs(deviations), strengthMax);
    const learned = this.#expecting.learn(timeMs, value, driftClip * scale);
    this.#seasonalErrors.add(learned.seasonal);
    this.#levelErrors.add(learned.level);
    this.#seen += 1;
    const strength = this.#seen <= warmUp ? 0 : this.#quietened(timeMs, Math.max(spike, drift));
    return { strength, expected: expected === undefined ? null : center, scale, kind: spike >= drift ? 'spike' : 'drift' };
  }

  #quietened(timeMs: number, strength: number): number {
    if (timeMs - this.#told.atMs <= this.#coolDownMs && strength <= this.#told.strength) return 0;
    this.#told = { atMs: timeMs, strength };
    return strength;
  }
}

function scaleOf(errors: SortedWindow, level: number): number {
  const usual = madToDeviation * errors.quantile(0.5);
  const upper = (0.5 * errors.quantile(0.9)) / upperToDeviation;
  return Math.max(usual, upper, scaleFloor * Math.abs(level), Number.MIN_VALUE * 2 ** 60);
}
