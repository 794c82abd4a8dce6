import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { AnomalyDetector, strengthOf } from './anomaly-detector.ts';

const hourMs = 3_600_000;
const begin = Date.parse('2026-03-01T00:00:00Z');

/** Calls by the hour: many by day, few by night, with noise. */
const usual = (hour: number, random: Random): number => (hour % 24 >= 8 && hour % 24 < 18 ? 100 : 20) + 4 * (random.next() - 0.5);

function strengths(values: readonly number[], coolDownMs = 24 * hourMs): number[] {
  const detector = new AnomalyDetector({ stepMs: hourMs, coolDownMs });
  return values.map((value, hour) => detector.next(begin + hour * hourMs, value).strength);
}

const days = (count: number, change: (value: number, hour: number) => number): number[] => {
  const random = new Random(5);
  return Array.from({ length: count * 24 }, (_, hour) => change(usual(hour, random), hour));
};

const alarms = (found: readonly number[], from = 24 * 7): number[] =>
  found.flatMap((strength, at) => (at >= from && strength >= strengthOf.medium ? [at] : []));

describe('[COST-8] the detector of anomalies', () => {
  it('takes a rhythm of the day for usual', () => {
    expect(alarms(strengths(days(28, (value) => value)))).toEqual([]);
  });

  it('tells a single value far off, once', () => {
    const at = 20 * 24 + 3;
    const found = strengths(days(28, (value, hour) => (hour === at ? value * 5 : value)));
    expect(alarms(found)).toEqual([at]);
  });

  it('tells at night what would be usual by day', () => {
    const at = 20 * 24 + 2;
    expect(alarms(strengths(days(28, (value, hour) => (hour === at ? 100 : value))))).toEqual([at]);
  });

  it('tells many values that are a little off on the same side as a drift, and names it so', () => {
    const detector = new AnomalyDetector({ stepMs: hourMs, coolDownMs: 0 });
    const random = new Random(9);
    let kind = '';
    for (let hour = 0; hour < 24 * 30; hour += 1) {
      const noise = 10 * (random.next() - 0.5);
      const judged = detector.next(begin + hour * hourMs, 50 + noise + (hour >= 24 * 29 ? 9 : 0));
      if (hour === 24 * 29 + 12) kind = judged.kind;
    }
    expect(kind).toBe('drift');
  });

  it('is quiet for its cool-down, except about what is stranger still', () => {
    const first = 20 * 24 + 3;
    const found = strengths(
      days(28, (value, hour) => {
        if (hour === first) return value * 3;
        if (hour === first + 2) return value * 2.5;
        return hour === first + 4 ? value * 8 : value;
      }),
    );
    expect(alarms(found)).toEqual([first, first + 4]);
  });

  it('says nothing of a flat series, and of its first step does', () => {
    expect(alarms(strengths(days(28, () => 45)))).toEqual([]);
    expect(alarms(strengths(days(28, (_, hour) => (hour < 500 ? 45 : 90)))).at(0)).toBe(500);
  });

  it('gives what was to be expected, in the unit of the values', () => {
    const detector = new AnomalyDetector({ stepMs: hourMs, coolDownMs: 0 });
    const values = days(21, (value) => value);
    expect(detector.next(begin, values[0] ?? 0).expected).toBeNull();
    for (let hour = 1; hour < values.length; hour += 1) detector.next(begin + hour * hourMs, values[hour] ?? 0);
    const noon = detector.next(begin + (21 * 24 + 12) * hourMs, 100);
    expect(noon.expected).toBeGreaterThan(97);
    expect(noon.expected).toBeLessThan(103);
  });
});
