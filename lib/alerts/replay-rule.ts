import { type Figures, holdsNow } from './expression/evaluate-expression.ts';
import type { Condition } from './expression/expression.ts';
import type { MetricName } from './expression/metrics.ts';
import { hourMs, metricOf, type UsageHistory } from './usage-window.ts';

/** What a rule asks for, apart from its condition. */
export interface RuleTimes {
  readonly windowMinutes: number;
  readonly forMinutes: number;
  readonly coolDownMinutes: number;
}

/** A stretch in which the rule would have alerted, and the highest value of its first metric there. */
export interface Firing {
  readonly fromMs: number;
  readonly toMs: number;
  readonly peak: number | null;
}

export interface Point {
  readonly atMs: number;
  readonly value: number | null;
  readonly baseline: number | null;
}

const minuteMs = 60_000;

/**
 * Goes through the past hour by hour, as the evaluation would have, and says when it would have alerted. Windows below an hour
 * are looked at as whole hours: a burst inside an hour is flattened, so a preview tells of fewer firings, not of more.
 */
export function replayRule(
  condition: Condition,
  times: RuleTimes,
  {
    history,
    first,
    fromMs,
    toMs,
  }: { readonly history: UsageHistory; readonly first: MetricName; readonly fromMs: number; readonly toMs: number },
): { readonly firings: readonly Firing[]; readonly points: readonly Point[] } {
  const minutes = times.windowMinutes;
  const hours = Math.max(1, minutes / 60);
  const neededMs = times.forMinutes * minuteMs;
  const firings: Firing[] = [];
  const points: Point[] = [];
  let since: number | null = null;
  let running: { fromMs: number; peak: number | null } | null = null;
  let endedMs = Number.NEGATIVE_INFINITY;
  for (let end = fromMs + hourMs; end <= toMs; end += hourMs) {
    const cell = history.window(end, hours);
    const figures: Figures = {
      metric: (name) => metricOf(name, cell, minutes, hours * 60),
      baseline: (name) => history.baseline(name, end, minutes),
    };
    const value = figures.metric(first);
    points.push({ atMs: end - hourMs, value, baseline: figures.baseline(first) });
    if (holdsNow(condition, figures) === true) {
      since ??= end;
      const isDue = end - since >= neededMs && end - endedMs >= times.coolDownMinutes * minuteMs;
      if (running === null && isDue) running = { fromMs: end - hourMs, peak: value };
      else if (running !== null && value !== null) running.peak = Math.max(running.peak ?? value, value);
    } else {
      since = null;
      if (running !== null) {
        firings.push({ ...running, toMs: end - hourMs });
        endedMs = end;
      }
      running = null;
    }
  }
  if (running !== null) firings.push({ ...running, toMs });
  return { firings, points };
}
