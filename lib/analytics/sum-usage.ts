import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import type { Closed } from '#lib/usage/stretches.ts';
import type { UsageScope } from '#lib/usage/usage-scope.ts';
import { cellGroups } from './kept-cells.ts';
import type { TimeRange } from './time-range.ts';
import { type CellDimension, columnsOf, type MeasureSums, measures, sums } from './usage-cells.ts';

/** What sums can be split by in one pass. */
export type SplitBy = Exclude<CellDimension, 'environment' | 'connection' | 'cost_centers'>;

/** Sums as PostgreSQL gives them; of a dimension only requests and cost. */
export interface SumRow extends MeasureSums, Record<string, unknown> {
  /** What the row is the sum of: the whole period, one of its buckets, or one value of a dimension. */
  readonly of: 'total' | 'bucket' | SplitBy;
  readonly period: 'current' | 'previous';
  /** The number of the bucket from 1 on, or the int4 id of the dimension; null for totals. */
  readonly item: number | null;
  /** How many items of this kind the period has, those left out included. */
  readonly items: number;
  /** Whether one of them stands for calls without a team, model, person or key. */
  readonly has_none: boolean;
  readonly requests: bigint;
  readonly cost_nano_usd: bigint;
}

/** Requests and cost of each value of a dimension. */
const byOne = (name: SplitBy, from: string): SQL => {
  const column = columnsOf([name]);
  return sql`select ${name}::text as of, period, ${column} as item, sum(requests)::bigint as requests, sum(cost_nano_usd)::bigint as cost_nano_usd
    from ${sql.raw(from)} group by period, ${column}`;
};

/**
 * All sums of a page: totals, buckets, and of each dimension in `by` the `top` largest of the current period by cost, each
 * also for the period before. Every sum is exact.
 */
export async function sumUsage(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  options: { readonly by: readonly SplitBy[]; readonly top: number; readonly closed: Closed },
): Promise<readonly SumRow[]> {
  const { by, top, closed } = options;
  const { recent, whole, groups } = cellGroups(ctx, scope, range, { closed, by });
  const combinations = groups.map(
    (group, at) => sql`${sql.raw(`combinations_${at}`)} as (
      select period, ${columnsOf(group.by)}, sum(requests)::bigint as requests, sum(cost_nano_usd)::bigint as cost_nano_usd
      from (${group.cells}) as cells group by period, ${columnsOf(group.by)}),`,
  );
  const grouped = groups.flatMap((group, at) => group.by.map((name) => byOne(name, `combinations_${at}`)));
  // The default of 4 MB would turn the grouping of a long range into sorting on disk.
  await ctx.tx.execute(sql`select set_config('work_mem', '32MB', true)`);
  const rows = await ctx.tx.execute<SumRow>(sql`
    with recent as materialized (${recent}),
    whole as materialized (${whole}),
    ${sql.join(combinations, sql` `)}
    buckets as (select period, bucket, ${sums} from whole group by period, bucket),
    grouped as (${sql.join(grouped, sql` union all `)}),
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
