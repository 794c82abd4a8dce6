import { type SQL, sql } from 'drizzle-orm';
import { usageDayPart } from '#db/schema/index.ts';
import type { Dashboard } from '#lib/contracts/dashboard.ts';
import { type Modality, modalities } from '#lib/contracts/model-ranking.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { hoursKept } from '#lib/usage/stretches.ts';
import { type DimensionColumns, scopeConditions } from '#lib/usage/usage-scope.ts';
import { withinSpans } from '#lib/usage/within-spans.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { callDaysMax, isSummedByWork, modalitySql, workCells, workHourColumns } from './work-cells.ts';

type Usage = NonNullable<Dashboard['usage']>;
type Share = Omit<NonNullable<Usage['task_types']>[number], 'task_type'>;

const dayMs = 86_400_000;
/** Where the hours of closed days have places. */
const placeColumns: DimensionColumns = { department: usageDayPart.departmentDim, team: usageDayPart.teamDim };
/** Tasks that are named; there may be as many as callers invent. */
const tasksShown = 20;

interface WorkRow extends Record<string, unknown> {
  readonly of: 'modality' | 'task' | 'total';
  readonly name: string | null;
  readonly requests: bigint;
  readonly cost_nano_usd: bigint;
  readonly input_tokens: bigint;
  readonly output_tokens: bigint;
  readonly saved_nano_usd: bigint;
}

const toShare = (row: WorkRow | undefined): Share => ({
  requests: Number(row?.requests ?? 0n),
  cost_usd: row?.cost_nano_usd ?? 0n,
  input_tokens: Number(row?.input_tokens ?? 0n),
  output_tokens: Number(row?.output_tokens ?? 0n),
});

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stretches of time in their order, those that touch put together. */
function joined(spans: readonly Span[]): readonly Span[] {
  const found: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of spans) {
    const last = found.at(-1);
    if (last?.toMs === fromMs) last.toMs = toMs;
    else if (toMs > fromMs) found.push({ fromMs, toMs });
  }
  return found;
}

/** Requests of each hour: of closed days from their parts, behind them from the kept sums; from calls where none are kept for the scope. */
function requestsByHour({ ctx, scope, range, closed }: AnalyticsView): SQL {
  const { toMs } = range.current;
  const fromMs = Math.max(range.current.fromMs, toMs - callDaysMax * dayMs);
  const whereIn = (spans: readonly Span[], at: SQL, columns: DimensionColumns): SQL =>
    sql.join([sql`tenant_id = ${ctx.tenantId}`, withinSpans(at, spans), ...scopeConditions(scope, columns)], sql` and `);
  if (!isSummedByWork(scope))
    return sql`select date_trunc('hour', occurred_at) as hour_at, count(*) as requests from usage_event
      where ${whereIn([{ fromMs, toMs }], sql`occurred_at`, eventDimensionColumns)} group by 1`;
  const sumsIn = (spans: readonly Span[]): SQL =>
    sql`select hour_at, sum(requests) as requests from usage_work_hour where ${whereIn(spans, sql`hour_at`, workHourColumns)} group by 1`;
  const isInParts = scope.visible === undefined && [...scope.within.keys()].every((name) => name === 'department' || name === 'team');
  if (!isInParts) return sumsIn([{ fromMs, toMs }]);
  const { kept, open } = hoursKept([{ fromMs, toMs }], closed);
  const whole = joined(kept);
  const part = scope.within.size === 0 ? 'hour_total' : 'hour';
  return sql`${sumsIn(open)} union all select day_at, sum(requests) from usage_day_part
    where part = ${part} and ${whereIn(whole, sql`day_at`, placeColumns)} group by 1`;
}

/** Requests by weekday from Monday and hour of the view's zone; an hour of UTC counts where it begins. */
async function peakHours(view: AnalyticsView): Promise<number[][]> {
  const { timeZone } = view.range;
  const rows = await view.ctx.tx.execute<{ day: number; hour: number; requests: number }>(sql`
    select extract(isodow from hour_at at time zone ${timeZone})::integer as day, extract(hour from hour_at at time zone ${timeZone})::integer as hour,
      sum(requests)::float8 as requests from (${requestsByHour(view)}) as hours group by 1, 2`);
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { day, hour, requests } of rows) week[day - 1]?.splice(hour, 1, requests);
  return week;
}

/** What a view was used for, and what caches saved in it; null parts where that cannot be told for its scope. */
export async function readWork(view: AnalyticsView): Promise<{ readonly usage: Usage; readonly savedNanoUsd: bigint | null }> {
  const current = { ...view, range: { ...view.range, previous: null } };
  const cells = view.isEmpty ? null : workCells(current);
  const week = view.isEmpty ? null : await peakHours(view);
  if (cells === null) return { usage: { peak_hours: week, modalities: null, task_types: null }, savedNanoUsd: null };
  const columns = sql.raw(
    ['requests', 'cost_nano_usd', 'input_tokens', 'output_tokens', 'saved_nano_usd']
      .map((name) => `sum(${name})::bigint as ${name}`)
      .join(', '),
  );
  const rows = await view.ctx.tx.execute<WorkRow>(sql`
    with named as materialized (select protocol, task_type, ${columns} from (${cells}) as cells group by 1, 2),
    kinds as materialized (select ${modalitySql} as modality, task_type, ${columns} from named group by 1, 2)
    select 'total' as of, null::text as name, ${columns} from kinds
    union all select 'modality', modality, ${columns} from kinds group by modality
    union all (select 'task', task_type, ${columns} from kinds group by task_type having sum(requests) <> 0 order by 3 desc, 2 limit ${tasksShown})`);
  const found = [...rows];
  const ofModality = (name: Modality) => toShare(found.find((row) => row.of === 'modality' && row.name === name));
  const [text, code, image, audio] = modalities.map(ofModality);
  return {
    usage: {
      peak_hours: week,
      modalities: {
        text: text ?? toShare(undefined),
        code: code ?? toShare(undefined),
        image: image ?? toShare(undefined),
        audio: audio ?? toShare(undefined),
      },
      task_types: found.filter(({ of }) => of === 'task').map((row) => ({ task_type: row.name === '' ? null : row.name, ...toShare(row) })),
    },
    savedNanoUsd: found.find(({ of }) => of === 'total')?.saved_nano_usd ?? 0n,
  };
}
