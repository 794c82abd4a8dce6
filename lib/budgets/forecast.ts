import { wallAt } from './local-time.ts';
import type { Period } from './period.ts';

/** A stretch of time, a local day or an hour, with what was spent in it. */
export interface SpendSlot {
  readonly startMs: number;
  readonly endMs: number;
  readonly costNanoUsd: bigint;
}

export interface ForecastInput {
  readonly nowMs: number;
  readonly timeZone: string;
  readonly period: Period;
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
/** Four in five of a normal distribution lie within this many deviations. */
const deviationsOf80Percent = 1.2816;
/** Fewer slots say nothing of how much they differ. */
const slotsMin = 3;

/** The method in words, for whoever asks how a figure came about. */
export const forecastMethod =
  'Spent so far, plus for each day left the mean of the same weekday in the last 28 days (for daily budgets: for each hour left ' +
  'the mean of the same hour of the day). The range is 1.28 standard deviations of these days around their means, so four in ' +
  'five periods should end inside it. Under 14 days of history it is a first guess.';

/** Slots that resemble each other: the same weekday, or the same hour of the day. */
function likenessOf(timeZone: string, startMs: number, isHour: boolean): number {
  const wall = new Date(wallAt(timeZone, startMs));
  return isHour ? wall.getUTCHours() : wall.getUTCDay();
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The mean of like slots, where there are at least two, else of all. */
function profileOf(past: readonly SpendSlot[], timeZone: string, isHour: boolean) {
  const byLikeness = new Map<number, number[]>();
  for (const slot of past) {
    const likeness = likenessOf(timeZone, slot.startMs, isHour);
    byLikeness.set(likeness, [...(byLikeness.get(likeness) ?? []), Number(slot.costNanoUsd)]);
  }
  const overall = mean(past.map((slot) => Number(slot.costNanoUsd)));
  return (startMs: number): number => {
    const like = byLikeness.get(likenessOf(timeZone, startMs, isHour)) ?? [];
    return like.length >= 2 ? mean(like) : overall;
  };
}

const nano = (value: number): bigint => BigInt(Math.max(0, Math.round(value)));

/** Where spend ends at the end of the period if it goes on as it did; null without three slots since the first spend. */
export function forecastSpend({ nowMs, timeZone, spentNanoUsd, limitNanoUsd, past: all, future }: ForecastInput): Forecast | null {
  const first = all.findIndex((slot) => slot.costNanoUsd > 0n);
  const past = first < 0 ? [] : all.slice(first);
  const [oldest] = past;
  if (oldest === undefined || past.length < slotsMin) return null;
  const isHour = oldest.endMs - oldest.startMs < dayMs / 2;
  const expectedOf = profileOf(past, timeZone, isHour);
  const squares = past.map((slot) => (Number(slot.costNanoUsd) - expectedOf(slot.startMs)) ** 2);
  const variance = squares.reduce((sum, square) => sum + square, 0) / (past.length - 1);
  const spent = Number(spentNanoUsd);
  const limit = Number(limitNanoUsd);
  let expected = spent;
  let slotsLeft = 0;
  let passesLimitAtMs: number | null = null;
  for (const [index, start] of future.slice(0, -1).entries()) {
    const end = future[index + 1] ?? start;
    const from = Math.max(start, nowMs);
    if (end <= from) continue;
    const share = (end - from) / (end - start);
    const cost = expectedOf(start) * share;
    if (passesLimitAtMs === null && spent < limit && expected + cost > limit)
      passesLimitAtMs = Math.round(from + ((limit - expected) / cost) * (end - from));
    expected += cost;
    slotsLeft += share;
  }
  // The means themselves are known from so many slots only, which weighs the more the further one looks.
  const spread = deviationsOf80Percent * Math.sqrt(variance * (slotsLeft + slotsLeft ** 2 / past.length));
  return {
    expectedNanoUsd: nano(expected),
    lowNanoUsd: nano(Math.max(spent, expected - spread)),
    highNanoUsd: nano(expected + spread),
    passesLimitAtMs,
    daysOfHistory: isHour ? Math.floor(past.length / 24) : past.length,
  };
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
