import { type SQL, sql } from 'drizzle-orm';
import { usageDay, usageEvent, usageHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { instantsOf } from './instants-of.ts';
import { type Stretches, stretchesOf } from './stretches.ts';
import type { Period, TimeRange } from './time-range.ts';

/** Sums as PostgreSQL gives them. */
export interface SumRow extends Record<string, unknown> {
  /** What the row is the sum of: the whole period, one of its buckets, or one value of a dimension. */
  readonly of: 'total' | 'bucket' | 'team' | 'model' | 'user' | 'key';
  readonly period: 'current' | 'previous';
  /** The number of the bucket from 1 on, or the int4 id of the dimension; null for totals. */
  readonly item: number | null;
  /** How many items of this kind the period has, those left out included. */
  readonly items: number;
  /** Whether one of them stands for calls without a team, model, person or key. */
  readonly has_none: boolean;
  readonly requests: bigint;
  /** From here to the cost null where the row is of a dimension. */
  readonly succeeded: bigint | null;
  readonly failed: bigint | null;
  readonly refused: bigint | null;
  readonly cancelled: bigint | null;
  readonly interrupted: bigint | null;
  readonly input_tokens: bigint | null;
  readonly cache_read_tokens: bigint | null;
  readonly cache_write_tokens: bigint | null;
  readonly output_tokens: bigint | null;
  readonly reasoning_tokens: bigint | null;
  readonly cost_nano_usd: bigint;
}

const hourMs = 3_600_000;

const measures = [
  'requests',
  'succeeded',
  'failed',
  'refused',
  'cancelled',
  'interrupted',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_nano_usd',
] as const;

const dayDimensionColumns = {
  department: usageDay.departmentDim,
  team: usageDay.teamDim,
  user: usageDay.userDim,
  key: usageDay.keyDim,
  connection: usageDay.connectionDim,
  provider: usageDay.providerDim,
  model: usageDay.modelDim,
  project: usageDay.projectDim,
  environment: usageDay.environmentDim,
  cost_centers: usageDay.costCentersDim,
} as const;

/** Where the hourly sums have each dimension. */
export const hourDimensionColumns = {
  department: usageHour.departmentDim,
  team: usageHour.teamDim,
  user: usageHour.userDim,
  key: usageHour.keyDim,
  connection: usageHour.connectionDim,
  provider: usageHour.providerDim,
  model: usageHour.modelDim,
  project: usageHour.projectDim,
  environment: usageHour.environmentDim,
  cost_centers: usageHour.costCentersDim,
} as const;

const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * The hours that a boundary cuts in two: their sums cannot be used, their calls are counted one by one instead. That is
 * how ranges that begin at any minute, and days of zones that are half an hour off UTC, come out exact.
 */
export function cutHours({ current, previous, isOpen }: TimeRange): readonly number[] {
  const boundariesOf = ({ starts, toMs }: Period, endsNow: boolean): readonly number[] => (endsNow ? starts : [...starts, toMs]);
  const boundaries = [...boundariesOf(current, isOpen), ...(previous === null ? [] : boundariesOf(previous, false))];
  return [...new Set(boundaries.filter((ms) => ms % hourMs !== 0).map((ms) => ms - (ms % hourMs)))].sort((a, b) => a - b);
}

interface NamedPeriod extends Period, Stretches {
  readonly name: SumRow['period'];
}

function namedPeriods({ current, previous }: TimeRange, closed: ReadonlyMap<number, number>): readonly NamedPeriod[] {
  const named = (name: SumRow['period'], period: Period): NamedPeriod => ({ name, ...period, ...stretchesOf(period, closed) });
  return [named('current', current), ...(previous === null ? [] : [named('previous', previous)])];
}

const dimensions = sql.raw('team_dim, model_dim, user_dim, key_dim');
const sums = sql.raw(measures.map((name) => `sum(${name})::bigint as ${name}`).join(', '));

/**
 * Sums by bucket and dimensions: from closed days, from the whole hours of the others, and in the same shape from the
 * calls of cut hours. What follows works on these few rows.
 */
function cellsOf(ctx: OperationContext, scope: UsageScope, range: TimeRange, closed: ReadonlyMap<number, number>): SQL {
  const cut = cutHours(range);
  const periods = namedPeriods(range, closed);
  const days = periods.filter((period) => period.days.length > 0).map((period) => cellsOfDays(ctx, scope, period));
  const hours = periods.map((period) => cellsOfHours(ctx, scope, period, cut));
  const calls = periods.flatMap((period) => cellsOfCalls(ctx, scope, period, cut));
  return sql.join([...days, ...hours, ...calls], sql` union all `);
}

function cellsOfDays({ tenantId }: OperationContext, scope: UsageScope, { name, starts, days }: NamedPeriod): SQL {
  const conditions = [
    sql`${usageDay.tenantId} = ${tenantId}`,
    sql`${usageDay.dayAt} = any(${instantsOf(days)})`,
    ...scopeConditions(scope, dayDimensionColumns),
  ];
  return sql`select ${name}::text as period, width_bucket(day_at, ${instantsOf(starts)}) as bucket, ${dimensions}, ${sql.raw(measures.join(', '))}
    from usage_day where ${sql.join(conditions, sql` and `)}`;
}

function cellsOfHours({ tenantId }: OperationContext, scope: UsageScope, { name, starts, open }: NamedPeriod, cut: readonly number[]): SQL {
  const conditions = [
    sql`${usageHour.tenantId} = ${tenantId}`,
    sql`${usageHour.hourAt} >= open.low and ${usageHour.hourAt} < open.high`,
    ...(cut.length === 0 ? [] : [sql`not ${usageHour.hourAt} = any(${instantsOf(cut)})`]),
    ...scopeConditions(scope, hourDimensionColumns),
  ];
  const lows = instantsOf(open.map(({ fromMs }) => fromMs));
  const highs = instantsOf(open.map(({ toMs }) => toMs));
  return sql`select ${name}::text as period, width_bucket(hour_at, ${instantsOf(starts)}) as bucket, ${dimensions}, ${sums}
    from unnest(${lows}, ${highs}) as open (low, high), lateral (select * from usage_hour where ${sql.join(conditions, sql` and `)}) as h
    group by bucket, ${dimensions}`;
}

function cellsOfCalls(
  { tenantId }: OperationContext,
  scope: UsageScope,
  { name, fromMs, toMs, starts }: NamedPeriod,
  cut: readonly number[],
): SQL[] {
  const overlapping = cut.filter((hour) => hour < toMs && hour + hourMs > fromMs);
  const [first, last] = [overlapping[0], overlapping.at(-1)];
  if (first === undefined || last === undefined) return [];
  const conditions = [
    sql`${usageEvent.tenantId} = ${tenantId}`,
    // Says again what the next line implies, in a form by which partitions can be left out.
    sql`occurred_at >= ${instantOf(first)} and occurred_at < ${instantOf(last + hourMs)}`,
    sql`occurred_at >= greatest(cut.hour, ${instantOf(fromMs)}) and occurred_at < least(cut.hour + interval '1 hour', ${instantOf(toMs)})`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const countIf = (status: string): SQL => sql.raw(`count(*) filter (where status = '${status}') as ${status}`);
  const statuses = sql.join(['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'].map(countIf), sql`, `);
  const cells = sql`select ${name}::text as period, width_bucket(occurred_at, ${instantsOf(starts)}) as bucket, ${dimensions}, count(*) as requests,
      ${statuses}, ${callSums}
    from unnest(${instantsOf(overlapping)}) as cut (hour), lateral (select *, ${correctedCost} as corrected_nano_usd from usage_event where ${sql.join(conditions, sql` and `)}) as e
    group by bucket, ${dimensions}`;
  return [cells];
}

/** Tokens that were not reported count as none; costs are with their corrections. */
const callSums = sql.raw(
  [...measures.filter((name) => name.endsWith('_tokens')), 'cost_nano_usd']
    .map((name) => `coalesce(sum(${name === 'cost_nano_usd' ? 'corrected_nano_usd' : name}), 0)::bigint as ${name}`)
    .join(', '),
);

/**
 * All sums of an overview: totals, buckets, and the `top` largest teams, models, people and keys of the current period by
 * cost, each also for the period before. One pass over the kept sums, and every sum exact.
 */
export async function sumUsage(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  options: { readonly top: number; readonly closed: ReadonlyMap<number, number> },
): Promise<readonly SumRow[]> {
  const { top, closed } = options;
  // The default of 4 MB would turn the grouping of a long range into sorting on disk.
  await ctx.tx.execute(sql`select set_config('work_mem', '32MB', true)`);
  const rows = await ctx.tx.execute<SumRow>(sql`
    with cells as materialized (${cellsOf(ctx, scope, range, closed)}),
    buckets as (select period, bucket, ${sums} from cells group by period, bucket),
    combinations as (
      select period, ${dimensions}, sum(requests)::bigint as requests, sum(cost_nano_usd)::bigint as cost_nano_usd
      from cells group by period, ${dimensions}
    ),
    grouped as (
      select case grouping(team_dim, model_dim, user_dim, key_dim) when 7 then 'team' when 11 then 'model' when 13 then 'user' else 'key' end as of,
        period, coalesce(${dimensions}) as item, sum(requests)::bigint as requests, sum(cost_nano_usd)::bigint as cost_nano_usd
      from combinations group by grouping sets ((period, team_dim), (period, model_dim), (period, user_dim), (period, key_dim))
    ),
    ranked as (
      select *, (count(*) over (partition by of, period))::integer as items,
        bool_or(item = 0) over (partition by of, period) as has_none,
        row_number() over (partition by of, period order by cost_nano_usd desc, requests desc, item) as place
      from grouped where requests <> 0
    )
    select 'total' as of, period, null::integer as item, 1 as items, false as has_none, 1 as place, ${sums} from buckets group by period
    union all select 'bucket', period, bucket, 0, false, 0, ${sql.raw(measures.join(', '))} from buckets
    union all select of, period, item, items, has_none, place, requests, ${sql.raw(
      measures
        .slice(1, -1)
        .map(() => 'null::bigint')
        .join(', '),
    )}, cost_nano_usd
    from ranked r
    where r.place = 1 or r.period = 'current' and r.place <= ${top}
      or r.period = 'previous' and (r.of, r.item) in (select c.of, c.item from ranked c where c.period = 'current' and c.place <= ${top})
    order by 1, 2, 6`);
  return [...rows];
}
