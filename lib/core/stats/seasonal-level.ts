import { SortedWindow } from './sorted-window.ts';

const dayMs = 86_400_000;
/** So many earlier days tell what is usual at a time of the day; fewer than three tell nothing. */
const days = 14;
const daysMin = 3;
/** Values that tell where the series is now. */
const levelValues = 100;
/** How fast the two guesses forget how well they did. */
const forgetting = 0.01;

/** What a value was expected to be, and by which of the two guesses. */
export interface Expected {
  readonly value: number;
  readonly isSeasonal: boolean;
  /** Where the series is, whatever the time of the day. */
  readonly level: number;
}

/**
 * Expects of a series with fixed steps what was the median at this time of the day, or the median of the last values:
 * whichever was closer lately. So a series without a rhythm is not given one.
 */
export class SeasonalLevel {
  readonly #stepMs: number;
  readonly #atTime = new Map<number, SortedWindow>();
  readonly #lately = new SortedWindow(levelValues);
  #seasonalError = 0;
  #levelError = 0;

  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** The local time decides about the rhythm: `timeMs` is on the wall clock of whoever reads. Undefined before the first value. */
  expect(timeMs: number): Expected | undefined {
    if (this.#lately.size === 0) return undefined;
    const level = this.#lately.quantile(0.5);
    const seasonal = this.#seasonal(timeMs);
    const isSeasonal = seasonal !== undefined && this.#seasonalError < this.#levelError;
    return { value: isSeasonal ? seasonal : level, isSeasonal, level };
  }

  /** How far the value was from each guess; `errorMax` bounds what one wild value does to the choice between them. */
  learn(timeMs: number, value: number, errorMax: number): { readonly seasonal: number; readonly level: number } {
    const level = Math.abs(value - (this.#lately.size === 0 ? value : this.#lately.quantile(0.5)));
    const seasonalGuess = this.#seasonal(timeMs);
    const seasonal = seasonalGuess === undefined ? level : Math.abs(value - seasonalGuess);
    this.#seasonalError += forgetting * (Math.min(seasonal, errorMax) - this.#seasonalError);
    this.#levelError += forgetting * (Math.min(level, errorMax) - this.#levelError);
    this.#lately.add(value);
    const slot = this.#slotOf(timeMs);
    const before = this.#atTime.get(slot) ?? new SortedWindow(days);
    before.add(value);
    this.#atTime.set(slot, before);
    return { seasonal, level };
  }

  #slotOf(timeMs: number): number {
    return Math.floor((timeMs % dayMs) / this.#stepMs);
  }

  #seasonal(timeMs: number): number | undefined {
    const before = this.#atTime.get(this.#slotOf(timeMs));
    return before === undefined || before.size < daysMin ? undefined : before.quantile(0.5);
  }
}
