import { sql } from 'drizzle-orm';
import type { AnalyticsView } from './analytics-view.ts';
import { cellsOf } from './kept-cells.ts';
import { type MeasureSums, sums } from './usage-cells.ts';

/** One person's sums of the current period. */
export interface MemberRow extends MeasureSums, Record<string, unknown> {
  readonly user_dim: number;
  /** What as many successful calls of the same models cost on average in the scope; null where none succeeded. */
  readonly expected_nano_usd: bigint | null;
  /** Requests of the period before; null for none. */
  readonly previous_requests: bigint | null;
  /** The int4 ids of the most used models, the first the most. */
  readonly models: readonly number[];
  /** How many people were active in all. */
  readonly members: number;
}

/** Models that are named for each person. */
const modelsShown = 3;

/** The `limit` people with the most requests, each beside the average of the scope; calls of nobody count for the average alone. */
export async function sumMembers({ ctx, scope, range, closed }: AnalyticsView, limit: number): Promise<readonly MemberRow[]> {
  const current = { ...range, previous: null };
  // Of the period before only people count, who are fewer rows without their models.
  const before =
    range.previous === null
      ? sql`select null::integer as user_dim, null::bigint as requests where false`
      : cellsOf(
          ctx,
          scope,
          { ...range, current: range.previous, previous: null, isOpen: false },
          { closed, by: ['user'], hasBuckets: false },
        );
  await ctx.tx.execute(sql`select set_config('work_mem', '32MB', true)`);
  const rows = await ctx.tx.execute<MemberRow>(sql`
    with parts as materialized (
      select user_dim, model_dim, ${sums} from (${cellsOf(ctx, scope, current, { closed, by: ['user', 'model'], hasBuckets: false })}) as cells group by user_dim, model_dim
    ),
    models as (select model_dim, sum(cost_nano_usd) / nullif(sum(succeeded), 0) as cost_each from parts group by model_dim),
    ranked as (
      select p.*, m.cost_each, row_number() over (partition by p.user_dim order by p.requests desc, p.model_dim) as place
      from parts p join models m using (model_dim) where p.user_dim <> 0 and p.requests <> 0
    ),
    before as (select user_dim, sum(requests)::bigint as before_requests from (${before}) as cells where user_dim <> 0 group by user_dim)
    select user_dim, ${sums}, round(sum(succeeded * cost_each))::bigint as expected_nano_usd, max(before_requests)::bigint as previous_requests,
      coalesce(array_agg(model_dim order by place) filter (where place <= ${modelsShown} and model_dim <> 0), '{}') as models,
      (count(*) over ())::integer as members
    from ranked left join before using (user_dim)
    group by user_dim order by sum(requests) desc, user_dim limit ${limit}`);
  return [...rows];
}
