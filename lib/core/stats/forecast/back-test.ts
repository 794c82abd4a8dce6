/** A method that continues a series by so many steps. */
export type Method = (values: readonly number[], season: number, steps: number) => readonly number[];

/** How a method did from one moment of the past on. */
export interface Trial {
  readonly actual: readonly number[];
  readonly expected: readonly number[];
}

export interface BackTest {
  readonly season: number;
  readonly steps: number;
  /** Fewer values than these are not enough to begin with. */
  readonly valuesMin: number;
  /** At most so many beginnings, spread evenly over the past. */
  readonly trialsMax: number;
}

/** Rolling origin (Tashman 2000): the method sees only what was before each beginning, and is compared with what came. */
export function backTest(method: Method, values: readonly number[], { season, steps, valuesMin, trialsMax }: BackTest): Trial[] {
  const origins = values.length - steps - valuesMin + 1;
  if (origins < 1) return [];
  const count = Math.min(trialsMax, origins);
  return Array.from({ length: count }, (_, index) => {
    const origin = valuesMin + (count === 1 ? origins - 1 : Math.round((index * (origins - 1)) / (count - 1)));
    return { actual: values.slice(origin, origin + steps), expected: method(values.slice(0, origin), season, steps) };
  });
}

/**
 * Mean absolute scaled error (Hyndman & Koehler 2006): the mean error over that of "as one season before" inside the series;
 * below 1 is better than that. Null where the series repeats itself exactly.
 */
export function scaledError(trials: readonly Trial[], values: readonly number[], season: number): number | null {
  const naive = values.slice(season).map((value, at) => Math.abs(value - (values[at] ?? 0)));
  const scale = naive.reduce((sum, error) => sum + error, 0) / Math.max(1, naive.length);
  const errors = trials.flatMap(({ actual, expected }) => actual.map((value, step) => Math.abs(value - (expected[step] ?? 0))));
  return scale === 0 || errors.length === 0 ? null : errors.reduce((sum, error) => sum + error, 0) / errors.length / scale;
}
