import type { NanoUsd } from '#lib/core/money.ts';
import { daySeries } from './day-series.ts';
import { type Estimate, estimateMonth } from './estimate.ts';
import type { Reading } from './reading.ts';
import type { Fields, Measuring } from './recommendation-kind.ts';
import type { TrafficGroup } from './traffic.ts';

/** Fewer calls or days say nothing about a month. */
export const measuredMin = { calls: 50, days: 3 } as const;

/** What an applied recommendation saved so far. */
export interface Measured {
  readonly calls: number;
  /** Days with such calls. */
  readonly days: number;
  readonly actual: NanoUsd;
  readonly baseline: NanoUsd;
  /** Undefined where there are not enough calls yet. */
  readonly monthly: Estimate | undefined;
}

/**
 * What later calls cost against what the same demand would have cost as before. The month and its interval come from how the saving
 * differed from day to day; `days` are the whole days since it was applied.
 */
export function measure(
  measuring: Pick<Measuring, 'baselineOf'>,
  plan: Fields,
  groups: readonly TrafficGroup[],
  { days, priceOf }: { readonly days: readonly string[]; readonly priceOf: Reading['priceOf'] },
): Measured {
  const compared = groups.flatMap((group) => {
    const baseline = measuring.baselineOf(plan, group, priceOf);
    return baseline === undefined ? [] : [{ day: group.day, calls: group.calls, cost: group.cost, baseline }];
  });
  const calls = compared.reduce((total, group) => total + group.calls, 0);
  const active = new Set(compared.map(({ day }) => day)).size;
  const isEnough = calls >= measuredMin.calls && active >= measuredMin.days;
  const whole = compared.filter(({ day }) => days.includes(day));
  return {
    ...{ calls, days: active },
    actual: compared.reduce((total, { cost }) => total + cost, 0n),
    baseline: compared.reduce((total, { baseline }) => total + baseline, 0n),
    monthly: isEnough ? estimateMonth(daySeries(days, whole, ({ cost, baseline }) => baseline - cost)) : undefined,
  };
}
