import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { explainRun } from './explain-run.ts';
import { findRuns, type HourValue, hourMs, type Watch } from './find-runs.ts';

const start = Date.parse('2026-10-01T00:00:00Z');
const watch: Watch = { metric: 'cost', sensitivity: 'medium', minimumImpactUsd: 5, wallOffsetMs: 0 };
const random = new Random(3);
/** Four weeks of an office's spend: by day about $40 an hour, by night about $4. */
const office = Array.from({ length: 28 * 24 }, (_, hour) => (hour % 24 >= 8 && hour % 24 < 18 ? 40 : 4) * (0.8 + 0.4 * random.next()));
const hoursOf = (values: readonly number[]): HourValue[] =>
  values.map((value, hour) => ({ atMs: start + hour * hourMs, value, calls: 100 }));
const changed = (at: number, length: number, factor: number) =>
  hoursOf(office.map((value, hour) => (hour >= at && hour < at + length ? value * factor : value)));
const looping = 25 * 24 + 2;

describe('anomalies [COST-8]', () => {
  it('are found as one run with what was expected, and nothing is told of a calm month', () => {
    expect(findRuns(hoursOf(office), watch)).toEqual({ runs: [], judged: 672 });
    const { runs } = findRuns(changed(looping, 3, 9), watch);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ startMs: start + looping * hourMs, endMs: start + (looping + 3) * hourMs, direction: 'above' });
    expect(runs[0]?.actual).toBeGreaterThan(80);
    expect(runs[0]?.expected).toBeLessThan(20);
  });

  it('are told only if they matter: above the minimum impact, and of cost only what is more', () => {
    expect(findRuns(changed(looping, 3, 9), { ...watch, minimumImpactUsd: 1000 }).runs).toEqual([]);
    expect(findRuns(changed(25 * 24 + 10, 4, 0), watch).runs).toEqual([]);
    expect(findRuns(changed(25 * 24 + 10, 4, 0), { ...watch, metric: 'requests' }).runs).toEqual([]);
    const busy = changed(25 * 24 + 10, 4, 0).map((hour) => ({ ...hour, value: hour.value * 20 }));
    expect(findRuns(busy, { ...watch, metric: 'requests' }).runs[0]).toMatchObject({ direction: 'below' });
  });

  it('are explained by what had more than usual', () => {
    const [run] = findRuns(changed(looping, 3, 9), watch).runs;
    if (run === undefined) throw new Error('Nothing was found');
    const series = (value: string, share: number, factor: number) => ({
      dimension: 'key' as const,
      value,
      hours: new Map(
        office.map((cost, hour) => {
          const own = cost * share * (hour >= looping && hour < looping + 3 ? factor : 1);
          return [start + hour * hourMs, { cost: own, requests: 0, errors: 0, latency: 0 }];
        }),
      ),
    });
    const parts = explainRun(run, 'cost', [series('calm', 0.5, 1), series('loop', 0.5, 17)]);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ dimension: 'key', value: 'loop' });
    expect(parts[0]?.share).toBeGreaterThan(0.9);
  });
});
