import { dampedSeasonal } from './damped-seasonal.ts';
import { seasonalNaive } from './seasonal-naive.ts';
import { theta } from './theta.ts';

/** Far below the mean, logarithms give way to a straight line, so that nothing spent is nothing and not infinitely little. */
const straightBelow = 0.1;

/**
 * The mean of seasonal naive, damped Holt-Winters and Theta, on logarithms (spend grows and swings in proportion, and may be
 * zero): combinations of simple methods were hard to beat in the M4 competition (Makridakis et al. 2020). Never below zero.
 * Needs two seasons of values that are not negative.
 */
export function combined(values: readonly number[], season: number, steps: number): number[] {
  const unit = (straightBelow * values.reduce((sum, value) => sum + Math.max(0, value), 0)) / values.length || 1;
  const logs = values.map((value) => Math.log1p(Math.max(0, value) / unit));
  const parts = [seasonalNaive(logs, season, steps), dampedSeasonal(logs, season, steps), theta(logs, season, steps)];
  return Array.from({ length: steps }, (_, step) => {
    const mean = parts.reduce((sum, part) => sum + (part[step] ?? 0), 0) / parts.length;
    return unit * Math.expm1(Math.max(0, mean));
  });
}
