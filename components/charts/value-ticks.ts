import type { Metric } from '#components/figures/metric.ts';

/** The value axis of a chart: from zero to `top`, a line at each tick. */
export interface ValueAxis {
  top: number;
  /** Ascending, the first is 0, the last is `top`. */
  ticks: readonly number[];
}

/** Distances between ticks that people read without counting. */
const steps = [1, 2, 2.5, 5, 10];
const secondMs = 1000;
/** Above ten seconds round numbers of milliseconds are no longer round: seconds, minutes, hours and days in ms. */
const clockSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400].map((s) => s * secondMs);

function stepFor(metric: Metric, max: number, intervals: number): number {
  const rough = max / intervals;
  if (metric === 'duration' && rough > 2.5 * secondMs) {
    return clockSteps.find((step) => step >= rough) ?? Math.ceil(rough / (86_400 * secondMs)) * 86_400 * secondMs;
  }
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  return metric === 'count' ? Math.max(1, Math.ceil(step)) : step;
}

/** Binary fractions of decimal steps (0.1 + 0.2) back to the decimals they stand for. */
const clean = (value: number): number => Number(value.toPrecision(12));

/**
 * At most `limit` ticks from zero to the first step that holds `max`. Shares never reach past 100 %. Without any value the
 * axis runs to 1, so that an empty chart keeps its shape.
 */
export function valueAxis(metric: Metric, max: number, limit = 5): ValueAxis {
  if (!(max > 0) || !Number.isFinite(max)) return { top: 1, ticks: [0] };
  const step = stepFor(metric, max, limit - 1);
  const count = Math.ceil(clean(max / step));
  const ticks = Array.from({ length: count + 1 }, (_, index) => clean(index * step));
  if (metric === 'percent' && max <= 1 && (ticks.at(-1) ?? 0) > 1) return { top: 1, ticks: [...ticks.filter((tick) => tick < 1), 1] };
  return { top: clean(count * step), ticks };
}

/** Powers of ten around the positive values; undefined when there is nothing a log scale can show. */
export function logAxis(values: readonly number[], limit = 5): { bottom: number; top: number; ticks: readonly number[] } | undefined {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return undefined;
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const stride = Math.ceil((high - low) / (limit - 1));
  const count = Math.ceil((high - low) / stride);
  const ticks = Array.from({ length: count + 1 }, (_, index) => clean(10 ** (high - (count - index) * stride)));
  return { bottom: ticks[0] ?? clean(10 ** low), top: clean(10 ** high), ticks };
}

/** Whether one value hides the others on a linear scale: the largest is 20 times the median of the rest. */
export function isDwarfed(values: readonly number[]): boolean {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (sorted.length < 4) return false;
  const rest = sorted.slice(0, -1);
  const median = rest[Math.floor(rest.length / 2)] ?? 0;
  return (sorted.at(-1) ?? 0) > 20 * median;
}
