import { forecastSeries } from '#lib/core/stats/forecast/forecast-series.ts';

/** Beginnings that are tried, and days that each forecasts. */
const trialsMax = 8;
const stepsMax = 7;
/** Three weeks are the least that a forecast with ranges rests on. */
const valuesMin = 21;
const season = 7;

/**
 * How often held-out days lay within the range that was forecast from the days before them (rolling origin). Ranges of
 * `forecastSeries` rest on errors of the past as well, so this tries the whole of it and not only the middle.
 */
export function measureCoverage(values: readonly number[]): { readonly coverage: number | null; readonly testedDays: number } {
  const origins = values.length - stepsMax - valuesMin + 1;
  if (origins < 1) return { coverage: null, testedDays: 0 };
  const count = Math.min(trialsMax, origins);
  let [inside, tested] = [0, 0];
  for (let trial = 0; trial < count; trial += 1) {
    const origin = valuesMin + (count === 1 ? origins - 1 : Math.round((trial * (origins - 1)) / (count - 1)));
    const { low, high } = forecastSeries({ values: values.slice(0, origin), season, steps: stepsMax });
    for (const [step, value] of values.slice(origin, origin + stepsMax).entries()) {
      tested += 1;
      if (value >= (low[step] ?? 0) && value <= (high[step] ?? 0)) inside += 1;
    }
  }
  return { coverage: inside / tested, testedDays: tested };
}
