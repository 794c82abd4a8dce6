import { seasonalProfile } from './seasonal-profile.ts';

const alphas = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** How much of the drift each further step keeps: on logarithms a straight line would grow without end. */
const kept = 0.98;

/** The level after simple exponential smoothing, and the sum of its squared errors of one step. */
function smooth(values: readonly number[], alpha: number): { readonly level: number; readonly squares: number } {
  let [level = 0] = values;
  let squares = 0;
  for (const value of values) {
    const error = value - level;
    squares += error * error;
    level += alpha * error;
  }
  return { level, squares };
}

/** Slope of the least-squares line through the values. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let products = 0;
  let squares = 0;
  for (const [at, value] of values.entries()) {
    products += (at - middle) * value;
    squares += (at - middle) ** 2;
  }
  return squares === 0 ? 0 : products / squares;
}

/**
 * The Theta method (Assimakopoulos & Nikolopoulos 2000) in the form of Hyndman & Billah (2003): exponential smoothing with
 * half the slope of the trend as drift, which fades, on values without their season, which is added again.
 */
export function theta(values: readonly number[], season: number, steps: number): number[] {
  const profile = seasonalProfile(values, season);
  const plain = values.map((value, at) => value - (profile[at % season] ?? 0));
  const fits = alphas.map((alpha) => ({ alpha, ...smooth(plain, alpha) }));
  const best = fits.reduce((one, other) => (other.squares < one.squares ? other : one));
  const drift = slopeOf(plain) / 2;
  const behind = (1 - (1 - best.alpha) ** values.length) / best.alpha;
  return Array.from(
    { length: steps },
    (_, step) => best.level + drift * ((1 - kept ** step) / (1 - kept) + behind) + (profile[(values.length + step) % season] ?? 0),
  );
}
