import { type BudgetRow, nanoOf } from '#components/budgets/budget-words.ts';
import { CumulativeChart } from '#components/charts/cumulative-chart.tsx';
import { getOverview } from '#lib/analytics/index.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';

export interface BudgetChartProps {
  budget: BudgetRow;
  reader: Reader;
  now: string;
}

/** The filters of the usage API for what a budget counts; undefined where it has none, as for tags and for shares of calls. */
export function usageFiltersOf({ scope }: Pick<BudgetRow, 'scope'>): Record<string, string> | undefined {
  const { kind, department_id, team_id, user_id, key_id, project_id, environment_id, value } = scope;
  if (kind === 'tag' || kind === 'cost_center') return undefined;
  if (kind === 'provider' || kind === 'model') return { [kind]: value ?? '' };
  return Object.fromEntries(
    Object.entries({ department_id, team_id, user_id, key_id, project_id, environment_id }).flatMap(([name, id]) =>
      id === null ? [] : [[name, id]],
    ),
  );
}

const dayMs = 86_400_000;

/** Will it last: what was spent since the period began, day by day in the budget's zone, against the limit. */
export async function BudgetChart({ budget, reader, now }: BudgetChartProps) {
  const { current } = budget;
  const filters = usageFiltersOf(budget);
  if (current === null || filters === undefined) return null;
  const bucket = budget.period === 'daily' ? 'hour' : 'day';
  const { data, problem } = await perform(getOverview, {
    ...filters,
    ...{ range: 'custom', from: current.start, to: now, time_zone: budget.time_zone, bucket, compare: 'none', top: 1 },
  });
  if (problem !== undefined) return <p className="text-control text-quiet">The chart did not load: {problem.detail}</p>;
  const spent = data.series.map(({ at, cost_usd }) => ({ at, cost: nanoOf(cost_usd) }));
  const stepMs = bucket === 'hour' ? 3_600_000 : dayMs;
  const endMs = Date.parse(current.end);
  const ahead: { at: string; cost: null }[] = [];
  // Days ahead are only marks on the axis; an hour of summer time does not matter there.
  for (let at = Date.parse(spent.at(-1)?.at ?? current.start) + stepMs; at < endMs - stepMs / 2; at += stepMs)
    ahead.push({ at: new Date(at).toISOString(), cost: null });
  return (
    <CumulativeChart
      title="Spent in this period"
      subtitle={`USD since the period began, by ${bucket}, ${budget.time_zone}`}
      data={[...spent, ...ahead]}
      index="at"
      category="cost"
      labels={{ cost: 'Spent' }}
      valueFormatter="money"
      bucket={bucket}
      end={current.end}
      reader={{ ...reader, timeZone: budget.time_zone }}
      now={now}
      limit={{ label: 'Limit', value: nanoOf(current.available_usd) }}
      height={240}
    />
  );
}
