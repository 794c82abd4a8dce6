import { forecastSeries } from '#lib/core/stats/forecast/forecast-series.ts';

/** A stretch of time, a local day or an hour, with what was spent in it. */
export interface SpendSlot {
  readonly startMs: number;
  readonly endMs: number;
  readonly costNanoUsd: bigint;
}

export interface ForecastInput {
  readonly nowMs: number;
  readonly spentNanoUsd: bigint;
  /** Calls may use this much of the limit. */
  readonly limitNanoUsd: bigint;
  /** Complete slots before now, the oldest first; those before the first spend do not count. */
  readonly past: readonly SpendSlot[];
  /** Beginnings of the slots from the one that holds now to the end of the period, which is the last element. */
  readonly future: readonly number[];
}

export interface Forecast {
  readonly expectedNanoUsd: bigint;
  readonly lowNanoUsd: bigint;
  readonly highNanoUsd: bigint;
  /** When the expected spend passes the limit; null when it does not, or has already. */
  readonly passesLimitAtMs: number | null;
  /** Days, or parts of one, that the forecast rests on. */
  readonly daysOfHistory: number;
}

const dayMs = 86_400_000;
/** Fewer slots say nothing of how much they differ. */
const slotsMin = 3;
/** Slots after which things repeat: days of a week, or hours of a day. */
const seasonOf = (isHour: boolean): number => (isHour ? 24 : 7);

/** The method in words, for whoever asks how a figure came about. */
export const forecastMethod =
  'Spent so far, plus what the slots left (days; for daily budgets hours) are expected to cost: the mean of three methods, namely as one ' +
  'week (day) before, Holt and Winters with a damped trend, and Theta; or the first alone where it did better on this budget’s own past. ' +
  'The range holds the outcomes of eight in ten trials on that past. Under two weeks (days) of history it is the mean so far, a first guess.';

const nano = (value: number): bigint => BigInt(Math.max(0, Math.round(value)));

/** Where spend ends at the end of the period if it goes on as it did; null without three slots since the first spend. */
export function forecastSpend({ nowMs, spentNanoUsd, limitNanoUsd, past: all, future }: ForecastInput): Forecast | null {
  const first = all.findIndex((slot) => slot.costNanoUsd > 0n);
  const past = first < 0 ? [] : all.slice(first);
  const [oldest] = past;
  if (oldest === undefined || past.length < slotsMin) return null;
  const isHour = oldest.endMs - oldest.startMs < dayMs / 2;
  const steps = Math.max(1, future.length - 1);
  const series = forecastSeries({ values: past.map(({ costNanoUsd }) => Number(costNanoUsd)), season: seasonOf(isHour), steps });
  const [begun = nowMs, next = nowMs] = future;
  // Of the slot that runs, its part that is over is in what was spent.
  const over = Math.min(1, Math.max(0, (nowMs - begun) / Math.max(1, next - begun))) * (series.expected[0] ?? 0);
  const spent = Number(spentNanoUsd);
  const left = series.expected.reduce((sum, cost) => sum + cost, 0) - over;
  return {
    expectedNanoUsd: nano(spent + left),
    lowNanoUsd: nano(spent + Math.max(0, (series.sumLow[steps - 1] ?? 0) - over)),
    highNanoUsd: nano(spent + (series.sumHigh[steps - 1] ?? 0) - over),
    passesLimitAtMs: passing({ nowMs, future, expected: series.expected, over, spent, limit: Number(limitNanoUsd) }),
    daysOfHistory: isHour ? Math.floor(past.length / 24) : past.length,
  };
}

interface Path {
  readonly nowMs: number;
  readonly future: readonly number[];
  readonly expected: readonly number[];
  readonly over: number;
  readonly spent: number;
  readonly limit: number;
}

/** When the expected spend passes the limit, evenly within a slot; null when it does not, or has already. */
function passing({ nowMs, future, expected, over, spent, limit }: Path): number | null {
  if (spent >= limit) return null;
  let total = spent;
  for (const [index, whole] of expected.entries()) {
    const from = Math.max(future[index] ?? nowMs, nowMs);
    const to = future[index + 1] ?? from;
    const cost = index === 0 ? whole - over : whole;
    if (total + cost > limit) return Math.round(from + ((limit - total) / cost) * (to - from));
    total += cost;
  }
  return null;
}

/** The last 14 of daily slots against the 14 before: more than a tenth apart is a trend. Null for less than 28 since the first spend. */
export function trendOf(days: readonly SpendSlot[]): 'increasing' | 'stable' | 'decreasing' | null {
  const first = days.findIndex((slot) => slot.costNanoUsd > 0n);
  if (first < 0 || days.length - first < 28) return null;
  const sumOf = (slots: readonly SpendSlot[]): number => slots.reduce((sum, slot) => sum + Number(slot.costNanoUsd), 0);
  const [before, recent] = [sumOf(days.slice(-28, -14)), sumOf(days.slice(-14))];
  if (recent > before * 1.1) return 'increasing';
  return recent < before * 0.9 ? 'decreasing' : 'stable';
}
