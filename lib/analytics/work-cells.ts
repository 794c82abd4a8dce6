import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageWorkDay, usageWorkHour } from '#db/schema/index.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { instantsOf } from '#lib/usage/instants-of.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { withLongSpans, withoutSpans } from '#lib/usage/stretches.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { type TimeRange, withoutBuckets } from './time-range.ts';
import { type CellSource, cellsFrom, measuresOfCalls } from './usage-cells.ts';

/** What is summed by kind of work. */
export const workMeasures = ['requests', 'succeeded', 'input_tokens', 'output_tokens', 'cost_nano_usd', 'saved_nano_usd'] as const;

/** Days of single calls that are looked through at most, where no sums are kept for what is asked. */
export const callDaysMax = 31;

const dayMs = 86_400_000;

/**
 * The kind of work of a row with `protocol` and `task_type`: pictures and sound by the endpoint, code where the caller named a task
 * that speaks of it (`code_review`, `coding`, `sql`), text for the rest. What lies inside a message is not looked at. It takes its time, so
 * that it is asked of groups and not of rows.
 */
export const modalitySql = sql.raw(`(case when protocol like 'openai.images\\_%' then 'image'
  when protocol like 'openai.audio\\_%' or protocol = 'openai.realtime' then 'audio'
  when task_type ~* '(^|[_.-])(code|coding|codegen|programming|sql)([_.-]|$)' then 'code' else 'text' end)`);

const callMeasures = {
  requests: 'count(*)',
  succeeded: "count(*) filter (where status = 'succeeded')",
  input_tokens: 'coalesce(sum(coalesce(input_tokens, 0)::int8 + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0)), 0)',
  output_tokens: 'coalesce(sum(output_tokens), 0)',
  cost_nano_usd: 'coalesce(sum(corrected_nano_usd), 0)',
  saved_nano_usd: 'coalesce(sum(saved_nano_usd), 0)',
} as const;

const columnsOf = (table: typeof usageWorkDay | typeof usageWorkHour) => ({
  department: table.departmentDim,
  team: table.teamDim,
  project: table.projectDim,
  model: table.modelDim,
});

/** Where the hourly sums have what they are kept by. */
export const workHourColumns = columnsOf(usageWorkHour);

/** Of closed days the rows of all places together, or those of each. */
const daysOf = (isSplit: boolean): SQL =>
  isSplit
    ? sql`(select * from usage_work_day where department_dim <> -1) as usage_work_day`
    : sql`(select * from usage_work_day where department_dim = -1 and team_dim = -1 and project_dim = -1) as usage_work_day`;

/** The same of spans, which have no projects. */
function spansOf(isSplit: boolean, { within, visible }: UsageScope): SQL | null {
  if (within.has('project') || (visible !== undefined && visible.projects.length > 0)) return null;
  return sql`(select * from usage_work_span where ${isSplit ? sql`team_dim <> -1` : sql`team_dim = -1`}) as usage_work_day`;
}

const source: Omit<CellSource, 'days' | 'spans'> = {
  hoursOfDays: null,
  hours: sql`usage_work_hour`,
  dayColumns: columnsOf(usageWorkDay),
  hourColumns: workHourColumns,
  measures: workMeasures,
  callMeasures,
};

/** Whether the sums by kind of work, which know places and models, can answer for the scope. */
export function isSummedByWork({ within, visible }: UsageScope): boolean {
  const known = [...within.keys()].every((kind) => ['department', 'team', 'project', 'model'].includes(kind));
  return known && (visible === undefined || visible.user === null);
}

const lengthOf = ({ current, previous }: TimeRange): number => current.toMs - Math.min(current.fromMs, previous?.fromMs ?? current.fromMs);

const kept = sql`model_dim, protocol, task_type`;
const ofCalls = sql`model_dim, protocol, coalesce(task_type, '')`;

/** Every call of both periods by itself, in the shape of cells. */
function cellsOfAllCalls({ ctx, scope, range }: AnalyticsView): SQL {
  const periods = [{ name: 'current', ...range.current }, ...(range.previous === null ? [] : [{ name: 'previous', ...range.previous }])];
  const parts = periods.map(({ name, fromMs, toMs, starts }) => {
    const conditions = [
      sql`${usageEvent.tenantId} = ${ctx.tenantId}`,
      sql`occurred_at >= ${new Date(fromMs).toISOString()}::timestamptz and occurred_at < ${new Date(toMs).toISOString()}::timestamptz`,
      ...scopeConditions(scope, eventDimensionColumns),
    ];
    return sql`select ${name}::text as period, width_bucket(occurred_at, ${instantsOf(starts)}) as bucket, ${ofCalls}, ${measuresOfCalls(source)}
      from (select *, ${correctedCost} as corrected_nano_usd from usage_event where ${sql.join(conditions, sql` and `)}) as e group by bucket, ${ofCalls}`;
  });
  return sql.join(parts, sql` union all `);
}

/**
 * Cells `period, model_dim, protocol, task_type` with the work measures; `bucket` is the whole period. For scopes that no sums are kept for (people, keys,
 * connections, providers) they are made of calls, up to `callDaysMax` days of them; null beyond.
 */
export function workCells(view: AnalyticsView): SQL | null {
  const { ctx, scope, closed } = view;
  const range = withoutBuckets(view.range);
  const isSplit = scope.visible !== undefined || [...scope.within.keys()].some((name) => name !== 'model');
  const spans = spansOf(isSplit, scope);
  const cells = isSummedByWork(scope)
    ? cellsFrom(ctx, scope, range, {
        closed: spans === null ? withoutSpans(closed) : withLongSpans(closed),
        source: { ...source, days: daysOf(isSplit), spans },
        columns: { kept, calls: ofCalls },
        takesBack: false,
      })
    : lengthOf(range) <= callDaysMax * dayMs
      ? cellsOfAllCalls(view)
      : null;
  return cells === null
    ? null
    : sql`select * from (${cells}) as cells (period, bucket, model_dim, protocol, task_type, ${sql.raw(workMeasures.join(', '))})`;
}
