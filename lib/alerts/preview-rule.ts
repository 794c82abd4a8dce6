import { readHours, scopeOfFilters } from '#lib/analytics/read-hours.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { alertRulePreview } from '#lib/contracts/alert-rules.ts';
import { namesIn } from './expression/expression.ts';
import { metrics } from './expression/metrics.ts';
import { replayRule } from './replay-rule.ts';
import { requireExpression } from './require-rule.ts';
import { baselineMs, hourMs, UsageHistory } from './usage-window.ts';

const firingsMax = 200;

export const previewRule = defineQuery(alertRulePreview, async (ctx, input) => {
  const condition = requireExpression(input.expression);
  const asked = namesIn(condition, 'metric');
  const [first = 'requests'] = asked;
  const nowMs = ctx.now.getTime();
  const toMs = nowMs - (nowMs % hourMs);
  const fromMs = toMs - input.days * 24 * hourMs;
  const range = {
    from: new Date(fromMs),
    to: new Date(toMs),
    metric: first,
    unit: metrics[first].unit,
    is_exact: input.window_minutes >= 60,
  };
  if (asked.some((name) => metrics[name].of === 'state')) return { ...range, can_preview: false, firings: [], points: [] };
  const { budget_id: _, ...filters } = input.filters;
  const scope = await scopeOfFilters(ctx, filters);
  const withLatency = asked.some((name) => name.startsWith('latency_'));
  const back = { fromMs: fromMs - baselineMs - input.window_minutes * 60_000 - hourMs, toMs, withLatency };
  const history = new UsageHistory(await readHours(ctx, scope, back));
  const times = { windowMinutes: input.window_minutes, forMinutes: input.for_minutes, coolDownMinutes: input.cool_down_minutes };
  const { firings, points } = replayRule(condition, times, { history, first, fromMs, toMs });
  return {
    ...{ ...range, can_preview: true },
    firings: firings.slice(-firingsMax).map((firing) => ({ from: new Date(firing.fromMs), to: new Date(firing.toMs), peak: firing.peak })),
    points: points.map(({ atMs, value, baseline }) => ({ at: new Date(atMs), value, baseline })),
  };
});
