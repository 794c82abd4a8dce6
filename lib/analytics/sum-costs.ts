import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { Closed } from '#lib/usage/stretches.ts';
import type { UsageScope } from '#lib/usage/usage-scope.ts';
import { cellsOf } from './kept-cells.ts';
import type { TimeRange } from './time-range.ts';
import { type CellDimension, columnsOf, type MeasureSums, measures, sums } from './usage-cells.ts';

/** Sums of one group, or of a whole period. */
export interface CostRow extends MeasureSums, Record<string, unknown> {
  readonly of: 'total' | 'group';
  readonly period: 'current' | 'previous';
  /** The int4 ids of its dimensions, in the order asked for; 0 for none. Empty for totals. */
  readonly dims: readonly number[];
  /** By cost, from 1 on. */
  readonly place: number;
  /** How many groups there are in all. */
  readonly groups: number;
  /** How many people have calls in the current period; null where people are not asked for. */
  readonly people: number | null;
  /** Of the same group in the period before. */
  readonly previous_cost: bigint | null;
  /** Cost by the number of the bucket, where there is any; null unless asked for. */
  readonly series: Readonly<Record<string, string>> | null;
}

interface Cut {
  readonly by: readonly CellDimension[];
  readonly closed: Closed;
  /** Groups beyond these are only counted. */
  readonly limit: number;
  readonly hasSeries: boolean;
}

/** The dearest groups of a period with what they cost before, and both totals; one pass over the kept sums, every sum exact. */
export async function sumCosts(ctx: OperationContext, scope: UsageScope, range: TimeRange, cut: Cut): Promise<readonly CostRow[]> {
  const dims = columnsOf(cut.by);
  const same = (one: string, other: string): SQL =>
    sql.raw(cut.by.map((name) => `${one}.${name}_dim = ${other}.${name}_dim`).join(' and '));
  const rankedDims = sql.raw(cut.by.map((name) => `r.${name}_dim`).join(', '));
  const rankedSums = sql.raw(measures.map((name) => `r.${name}`).join(', '));
  const people = cut.by.includes('user')
    ? sql`(select count(distinct user_dim)::integer from grouped where period = 'current' and user_dim <> 0 and requests <> 0)`
    : sql`null::integer`;
  const points = cut.hasSeries
    ? sql`select r.place, b.bucket, sum(b.cost_nano_usd)::text as cost from cells b join shown r on ${same('b', 'r')}
        where b.period = 'current' group by r.place, b.bucket
      union all
      select 0, bucket, sum(cost_nano_usd)::text from cells where period = 'current' group by bucket`
    : sql`select 0 as place, 0 as bucket, '' as cost where false`;
  await ctx.tx.execute(sql`select set_config('work_mem', '32MB', true)`);
  const rows = await ctx.tx.execute<CostRow>(sql`
    with cells as ${sql.raw(cut.hasSeries ? '' : 'not')} materialized (${cellsOf(ctx, scope, range, { ...cut, hasBuckets: cut.hasSeries })}),
    grouped as materialized (select period, ${dims}, ${sums} from cells group by period, ${dims}),
    ranked as (
      select *, (row_number() over (order by cost_nano_usd desc, requests desc, ${dims}))::integer as place, (count(*) over ())::integer as groups
      from grouped where period = 'current' and requests <> 0
    ),
    shown as materialized (select * from ranked where place <= ${cut.limit}),
    points as (${points}),
    series as (select place, json_object_agg(bucket, cost) as series from points group by place)
    select 'total' as of, g.period, '{}'::int4[] as dims, 0 as place, 0 as groups, null::integer as people, ${sums}, null::bigint as previous_cost,
      (select s.series from series s where s.place = 0 and g.period = 'current') as series
    from grouped g group by g.period
    union all
    select 'group', r.period, array[${rankedDims}], r.place, r.groups, ${people}, ${rankedSums}, p.cost_nano_usd, s.series
    from shown r left join grouped p on p.period = 'previous' and ${same('p', 'r')} left join series s on s.place = r.place
    order by 1 desc, 4`);
  return [...rows];
}
