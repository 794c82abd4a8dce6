import { type PeerMetric, peersMin } from '#lib/contracts/peers.ts';
import { laplaceMargin, laplaceNoise } from '#lib/core/laplace.ts';

/** What one organization did in a month. */
export interface PeerMonth {
  readonly requests: number;
  readonly failed: number;
  readonly costUsd: number;
  readonly savedUsd: number;
  /** People who were active in the month. */
  readonly people: number;
}

interface MetricRule {
  readonly unit: 'usd' | 'share';
  /** Null where the month says nothing of it. */
  readonly of: (month: PeerMonth) => number | null;
  /** Values are brought into these bounds, which are the same whoever takes part. */
  readonly low: number;
  readonly high: number;
  /** Money is compared by its order: the mean is the geometric one, so that no large spender carries it. */
  readonly isLogarithmic: boolean;
}

/** Each metric with the bounds that say how much one organization can move it. */
export const peerRules: Readonly<Record<PeerMetric, MetricRule>> = {
  cost_per_request: {
    ...{ unit: 'usd', low: 0.0001, high: 1, isLogarithmic: true },
    of: ({ costUsd, requests }) => (requests === 0 ? null : costUsd / requests),
  },
  cost_per_person: {
    ...{ unit: 'usd', low: 1, high: 1000, isLogarithmic: true },
    of: ({ costUsd, people }) => (people === 0 ? null : costUsd / people),
  },
  failed_share: {
    ...{ unit: 'share', low: 0, high: 0.2, isLogarithmic: false },
    of: ({ failed, requests }) => (requests === 0 ? null : failed / requests),
  },
  saved_share: {
    ...{ unit: 'share', low: 0, high: 0.5, isLogarithmic: false },
    of: ({ savedUsd, costUsd }) => (costUsd + savedUsd === 0 ? null : savedUsd / (costUsd + savedUsd)),
  },
};

/** ε of differential privacy for one metric of one month; the noise is b = width ÷ ((n − 1) · ε). */
export const peerEpsilon = 1;
/** Steps between the bounds that figures are rounded to: the last digits of a sum of floats would tell more than the noise hides. */
const steps = 200;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

export interface PeerFigure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Rounded down to fives. */
  readonly peersAtLeast: number;
}

/** An organization's own value in the bounds of the metric. */
export function contributionOf(metric: PeerMetric, month: PeerMonth): number | null {
  const { of, low, high } = peerRules[metric];
  const value = of(month);
  return value === null || !Number.isFinite(value) ? null : clamp(value, low, high);
}

/**
 * The figure of a metric that can be told: the mean of clamped contributions with Laplace noise that is drawn from `key` and
 * `label`. Null for fewer than five. Who joins or leaves moves the mean by at most width ÷ (n − 1), which the noise covers
 * (ε-differential privacy of the mean, Dwork and others 2006, for one organization more or less).
 */
export function peerFigure(metric: PeerMetric, months: readonly PeerMonth[], key: Buffer, label: string): PeerFigure | null {
  const { isLogarithmic, low, high } = peerRules[metric];
  const inside = (value: number): number => (isLogarithmic ? Math.log10(value) : value);
  const outside = (value: number): number => (isLogarithmic ? 10 ** value : value);
  const contributions = months.flatMap((month) => contributionOf(metric, month) ?? []);
  if (contributions.length < peersMin) return null;
  const [bottom, top] = [inside(low), inside(high)];
  const scale = (top - bottom) / ((contributions.length - 1) * peerEpsilon);
  const mean = contributions.reduce((sum, value) => sum + inside(value), 0) / contributions.length;
  const step = (top - bottom) / steps;
  const noisy = Math.round((mean + laplaceNoise(key, `${label} ${metric}`, scale)) / step) * step;
  const margin = laplaceMargin(scale);
  return {
    value: outside(clamp(noisy, bottom, top)),
    low: outside(clamp(noisy - margin, bottom, top)),
    high: outside(clamp(noisy + margin, bottom, top)),
    peersAtLeast: Math.floor(contributions.length / 5) * 5,
  };
}
