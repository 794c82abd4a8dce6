import type { OutcomeBucket } from '#components/charts/outcome-histogram.tsx';
import type { ChartRow } from '#components/charts/plot-model.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const dollar = 1_000_000_000;

/** Numbers that look alive and are the same each time: mulberry32. */
export function series(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const nano = (dollars: number): bigint => BigInt(Math.round(dollars * dollar));
const weekend = (start: number): boolean => [0, 6].includes(new Date(start + hourMs).getUTCDay());

/** `count` days that end with the one of Nov 20, at midnight in Berlin; the fifth is missing, the last is still running. */
export function spendByTeam(count: number): ChartRow[] {
  const next = series(7);
  const end = Date.parse('2026-11-19T23:00:00Z');
  const means = { team_1: 21, team_2: 14, team_3: 9, team_4: 6, team_5: 4, other: 5 };
  return Array.from({ length: count }, (_, index): ChartRow => {
    const start = end - (count - 1 - index) * dayMs;
    const at = new Date(start).toISOString();
    if (index === 4) return { at };
    const share = (weekend(start) ? 0.25 : 1) * (index === count - 1 ? 0.55 : 1);
    return { at, ...Object.fromEntries(Object.entries(means).map(([key, mean]) => [key, nano(mean * share * (0.7 + 0.6 * next()))])) };
  });
}

/** The same days a month before, summed. */
export const spendBefore = (count: number): bigint[] => {
  const next = series(11);
  return Array.from({ length: count }, (_, index) => nano(((index + 2) % 7 < 2 ? 14 : 48) * (0.8 + 0.4 * next())));
};

/** The whole of November: twenty days of spending, ten ahead. */
export function spendOfMonth(): ChartRow[] {
  const next = series(5);
  return Array.from({ length: 30 }, (_, index): ChartRow => {
    const start = Date.parse('2026-10-31T23:00:00Z') + index * dayMs;
    const at = new Date(start).toISOString();
    return index > 19 ? { at } : { at, spend: nano((weekend(start) ? 320 : 1420) * (0.8 + 0.4 * next())) };
  });
}

/** Percentiles by hour of a day and a half, with the incident of the morning and two hours without calls. */
export function latency(): ChartRow[] {
  const next = series(3);
  return Array.from({ length: 36 }, (_, index): ChartRow => {
    const at = new Date(Date.parse('2026-11-19T02:00:00Z') + index * hourMs).toISOString();
    if (index === 8 || index === 9) return { at };
    const slow = index > 29 && index < 33 ? 2.3 : 1;
    const p50 = 420 * (0.9 + 0.2 * next());
    return { at, p50, p95: 900 * slow * (0.9 + 0.25 * next()), p99: 1650 * slow * (0.85 + 0.4 * next()) };
  });
}

export function outcomesOfDay(): OutcomeBucket[] {
  const next = series(9);
  return Array.from({ length: 96 }, (_, index): OutcomeBucket => {
    const busy = 20 + 180 * Math.max(0, Math.sin(((index - 24) / 96) * Math.PI * 2));
    const bad = index > 56 && index < 62;
    return {
      at: new Date(Date.parse('2026-11-19T13:15:00Z') + index * 900_000).toISOString(),
      counts: {
        succeeded: Math.round(busy * (0.8 + 0.4 * next())),
        refused: Math.round(busy * 0.06 * next()),
        failed: bad ? Math.round(busy * 0.5) : next() > 0.85 ? 2 : 0,
        cancelled: next() > 0.8 ? 1 : 0,
      },
    };
  });
}

/** Seven days of 24 hours; nothing on Sunday night, no data for two hours of Wednesday. */
export function spendByHour(): (bigint | null)[][] {
  const next = series(13);
  return Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => {
      if (day === 2 && hour > 2 && hour < 5) return null;
      if (day === 6 && hour < 6) return 0n;
      const office = day < 5 && hour > 7 && hour < 19 ? 1 : 0.12;
      return nano(9 * office * (0.5 + next()) + (hour === 2 ? 4 : 0));
    }),
  );
}
