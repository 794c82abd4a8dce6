import { seasonalProfile } from './seasonal-profile.ts';

/** Weights of the newest value in level, trend and season, and how much of the trend is left after each step. */
interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

interface State {
  level: number;
  trend: number;
  readonly seasonal: number[];
  squares: number;
}

/** What is tried of each weight, from the one that most series are near to; the others stay while one is sought. */
const choices: readonly (readonly [keyof Smoothing, readonly number[]])[] = [
  ['alpha', [0.05, 0.1, 0.2, 0.35, 0.5, 0.7]],
  ['gamma', [0, 0.05, 0.15]],
  ['beta', [0, 0.02, 0.1]],
  ['phi', [0.8, 0.9, 0.97]],
];
const rounds = 2;

function run(values: readonly number[], profile: readonly number[], { alpha, beta, gamma, phi }: Smoothing): State {
  const season = profile.length;
  const first = values.slice(0, season);
  const state: State = {
    level: first.reduce((sum, value) => sum + value, 0) / Math.max(1, first.length),
    trend: 0,
    seasonal: [...profile],
    squares: 0,
  };
  for (const [at, value] of values.entries()) {
    const place = at % season;
    const seasonal = state.seasonal[place] ?? 0;
    const before = state.level + phi * state.trend;
    const error = value - before - seasonal;
    state.squares += error * error;
    state.level = before + alpha * error;
    state.trend = phi * state.trend + alpha * beta * error;
    state.seasonal[place] = seasonal + gamma * (1 - alpha) * error;
  }
  return state;
}

interface Fit {
  readonly smoothing: Smoothing;
  readonly state: State;
}

/** Coordinate descent over the choices: a dozen runs find what a grid of a hundred would, or what is as good. */
function fitted(values: readonly number[], profile: readonly number[]): Fit {
  const start: Smoothing = { alpha: 0.2, beta: 0.02, gamma: 0.05, phi: 0.9 };
  let best: Fit = { smoothing: start, state: run(values, profile, start) };
  for (let round = 0; round < rounds; round += 1)
    for (const [weight, candidates] of choices)
      for (const candidate of candidates) {
        if (candidate === best.smoothing[weight]) continue;
        const smoothing = { ...best.smoothing, [weight]: candidate };
        const state = run(values, profile, smoothing);
        if (state.squares < best.state.squares) best = { smoothing, state };
      }
  return best;
}

/**
 * Holt and Winters' additive method with a damped trend, ETS(A,Ad,A) of Hyndman et al., "Forecasting with Exponential
 * Smoothing" (2008), in error-correction form; its weights are those with the smallest squared errors of one step.
 */
export function dampedSeasonal(values: readonly number[], season: number, steps: number): number[] {
  const { smoothing, state } = fitted(values, seasonalProfile(values, season));
  let { trend, level } = state;
  return Array.from({ length: steps }, (_, step) => {
    trend *= smoothing.phi;
    level += trend;
    return level + (state.seasonal[(values.length + step) % season] ?? 0);
  });
}
