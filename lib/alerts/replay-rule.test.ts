import { describe, expect, it } from 'vitest';
import { noUsage, type UsageCell } from '#lib/analytics/usage-cell.ts';
import { parseExpression } from './expression/parse-expression.ts';
import { replayRule } from './replay-rule.ts';
import { hourMs, metricOf, UsageHistory } from './usage-window.ts';

const start = Date.parse('2026-10-01T00:00:00Z');
const hours = (count: number, requestsAt: (hour: number) => number): Map<number, UsageCell> =>
  new Map(Array.from({ length: count }, (_, hour) => [start + hour * hourMs, { ...noUsage, requests: requestsAt(hour) }]));
const ask = (text: string, requestsAt: (hour: number) => number, times = {}) => {
  const history = new UsageHistory(hours(20 * 24, requestsAt));
  const range = { history, first: 'requests' as const, fromMs: start + 15 * 24 * hourMs, toMs: start + 20 * 24 * hourMs };
  return replayRule(parseExpression(text), { windowMinutes: 60, forMinutes: 0, coolDownMinutes: 0, ...times }, range);
};
/** A rhythm of the day, with three bursts in the last five days. */
const bursts = new Set([15 * 24 + 10, 17 * 24 + 2, 17 * 24 + 3, 17 * 24 + 4, 19 * 24 + 22]);
const busy = (hour: number): number => (20 + (hour % 24)) * (bursts.has(hour) ? 5 : 1);

describe('the past of a rule [ALR-2]', () => {
  it('has a firing for each burst above what is usual at that time of the day', () => {
    const { firings, points } = ask('requests > baseline * 3', busy);
    expect(firings.map(({ fromMs, toMs }) => [(fromMs - start) / hourMs, (toMs - start) / hourMs])).toEqual([
      [370, 371],
      [410, 413],
      [478, 479],
    ]);
    expect(firings[1]?.peak).toBe(5 * 24);
    expect(points).toHaveLength(120);
    expect(points[10]).toMatchObject({ value: 150, baseline: 30 });
  });

  it('has fewer where it must hold for some time, or has to cool down', () => {
    expect(ask('requests > baseline * 3', busy, { forMinutes: 120 }).firings.map(({ fromMs }) => (fromMs - start) / hourMs)).toEqual([412]);
    expect(ask('requests > baseline * 3', busy, { coolDownMinutes: 3 * 1440 }).firings).toHaveLength(2);
    expect(ask('requests > 1k', busy).firings).toEqual([]);
  });

  it('knows no baseline before three days are known', () => {
    const history = new UsageHistory(hours(4 * 24, busy));
    expect(history.baseline('requests', start + 3 * 24 * hourMs, 60)).toBeNull();
    expect(history.baseline('requests', start + (3 * 24 + 2) * hourMs, 60)).toBe(21);
  });

  it('takes counts of a window below an hour in proportion, and rates as they are', () => {
    const cell = {
      ...noUsage,
      requests: 120,
      errors: 12,
      refused: 20,
      costUsd: 6,
      latency: [
        { bucket: 100, count: 9 },
        { bucket: 200, count: 1 },
      ],
    };
    expect(metricOf('requests', cell, 15, 60)).toBe(30);
    expect(metricOf('requests_per_minute', cell, 15, 60)).toBe(2);
    expect(metricOf('error_rate', cell, 15, 60)).toBe(12);
    expect(metricOf('cost_per_hour', cell, 15, 60)).toBe(6);
    expect(metricOf('error_rate', noUsage, 60)).toBeNull();
    expect(metricOf('latency_p95', noUsage, 60)).toBeNull();
    expect(metricOf('latency_p50', cell, 60)).toBeCloseTo(53.5, 0);
  });
});
