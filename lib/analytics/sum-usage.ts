import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
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
  readonly succeeded: bigint;
  readonly failed: bigint;
  readonly refused: bigint;
  readonly cancelled: bigint;
  readonly interrupted: bigint;
  readonly input_tokens: bigint;
  readonly cache_read_tokens: bigint;
  readonly cache_write_tokens: bigint;
  readonly output_tokens: bigint;
  readonly reasoning_tokens: bigint;
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

/** Where the hourly sums have each dimension. */
export const hourDimensionColumns = {
  department: usageHour.departmentDim,
  team: usageHour.teamDim,
  user: usageHour.userDim,
  key: usageHour.keyDim,
  connection: usageHour.connectionDim,
  provider: usageHour.providerDim,
  model: usageHour.modelDim,
} as const;

const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
const instantsOf = (all: readonly number[]): SQL => sql`${`{${all.map((ms) => new Date(ms).toISOString()).join(',')}}`}::timestamptz[]`;

/**
 * The hours that a boundary cuts in two: their sums cannot be used, their calls are counted one by one instead. That is
 * how ranges that begin at any minute, and days of zones that are half an hour off UTC, come out exact.
 */
export function cutHours({ current, previous, isOpen }: TimeRange): readonly number[] {
  const boundariesOf = ({ starts, toMs }: Period, endsNow: boolean): readonly number[] => (endsNow ? starts : [...starts, toMs]);
  const boundaries = [...boundariesOf(current, isOpen), ...(previous === null ? [] : boundariesOf(previous, false))];
  return [...new Set(boundaries.filter((ms) => ms % hourMs !== 0).map((ms) => ms - (ms % hourMs)))];
}

function periodsOf({ current, previous }: TimeRange): SQL {
  const row = (name: string, { fromMs, toMs, starts }: Period): SQL =>
    sql`(${name}, ${instantOf(fromMs)}, ${instantOf(toMs)}, ${instantsOf(starts)})`;
  const rows = [row('current', current), ...(previous === null ? [] : [row('previous', previous)])];
  return sql`(values ${sql.join(rows, sql`, `)}) as p (period, low, high, starts)`;
}

/** Rollup rows of whole hours, and the calls of cut ones in the same shape. */
function sourceOf(ctx: OperationContext, scope: UsageScope, range: TimeRange): SQL {
  const cut = cutHours(range);
  const columns = sql.raw(`p.period, width_bucket(at, p.starts) as bucket, team_dim, model_dim, user_dim, key_dim, ${measures.join(', ')}`);
  const hourConditions = [sql`${usageHour.tenantId} = ${ctx.tenantId}`, ...scopeConditions(scope, hourDimensionColumns)];
  const hours = sql`select ${columns} from ${periodsOf(range)} join (
      select *, hour_at as at from usage_hour where ${sql.join(hourConditions, sql` and `)}
    ) as h on h.at >= p.low and h.at < p.high and not h.at = any(${instantsOf(cut)})`;
  if (cut.length === 0) return hours;
  const status = (name: string): SQL => sql.raw(`(status = '${name}')::integer as ${name}`);
  const statuses = sql.join(['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'].map(status), sql`, `);
  const eventConditions = [sql`${usageEvent.tenantId} = ${ctx.tenantId}`, ...scopeConditions(scope, eventDimensionColumns)];
  return sql`${hours} union all select ${columns} from ${periodsOf(range)}
    join unnest(${instantsOf(cut)}) as cut (hour) on cut.hour < p.high and cut.hour + interval '1 hour' > p.low
    join lateral (
      select occurred_at as at, team_dim, model_dim, user_dim, key_dim, 1 as requests, ${statuses}, coalesce(input_tokens, 0) as input_tokens,
        coalesce(cache_read_tokens, 0) as cache_read_tokens, coalesce(cache_write_tokens, 0) as cache_write_tokens,
        coalesce(output_tokens, 0) as output_tokens, coalesce(reasoning_tokens, 0) as reasoning_tokens, cost_nano_usd
      from usage_event where ${sql.join(eventConditions, sql` and `)}
        and occurred_at >= greatest(cut.hour, p.low) and occurred_at < least(cut.hour + interval '1 hour', p.high)
    ) as e on true`;
}

/**
 * All sums of an overview in one pass over the hourly sums: totals, buckets, and the `top` largest teams, models, people
 * and keys of the current period by cost, each also for the period before. Sums are exact.
 */
export async function sumUsage(ctx: OperationContext, scope: UsageScope, range: TimeRange, top: number): Promise<readonly SumRow[]> {
  const sums = sql.raw(measures.map((name) => `sum(${name})::bigint as ${name}`).join(', '));
  const rows = await ctx.tx.execute<SumRow>(sql`
    with source as (${sourceOf(ctx, scope, range)}),
    grouped as (
      select case grouping(bucket, team_dim, model_dim, user_dim, key_dim)
          when 31 then 'total' when 15 then 'bucket' when 23 then 'team' when 27 then 'model' when 29 then 'user' else 'key' end as of,
        period, coalesce(bucket, team_dim, model_dim, user_dim, key_dim) as item, ${sums}
      from source
      group by grouping sets ((period), (period, bucket), (period, team_dim), (period, model_dim), (period, user_dim), (period, key_dim))
    ),
    ranked as (
      select *, (count(*) over (partition by of, period))::integer as items,
        bool_or(item = 0) over (partition by of, period) as has_none,
        row_number() over (partition by of, period order by cost_nano_usd desc, requests desc, item) as place
      from grouped where requests <> 0
    )
    select r.* from ranked r
    where r.of in ('total', 'bucket') or r.period = 'current' and r.place <= ${top}
      or r.period = 'previous' and exists (
        select from ranked c where c.period = 'current' and c.of = r.of and c.item = r.item and c.place <= ${top})
      or r.place = 1
    order by r.of, r.period, r.place`);
  return [...rows];
}
