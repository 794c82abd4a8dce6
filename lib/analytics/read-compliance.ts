import { sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { PlaceAnalytics } from '#lib/contracts/place-analytics.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { scopeConditions } from '#lib/usage/usage-scope.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { callDaysMax } from './work-cells.ts';

const dayMs = 86_400_000;

/** What rules did to the calls of a view. Policies and missing prices are counted from calls, over the partial indexes on them. */
export async function readCompliance(
  { ctx, scope, range, isEmpty }: AnalyticsView,
  refused: number,
): Promise<NonNullable<PlaceAnalytics['compliance']>> {
  const { fromMs, toMs } = range.current;
  const from = new Date(Math.max(fromMs, toMs - callDaysMax * dayMs));
  const none = { refused_requests: refused, policy_outcomes: {}, unpriced_requests: 0, counted_from: from };
  if (isEmpty) return none;
  const conditions = sql.join(
    [
      sql`${usageEvent.tenantId} = ${ctx.tenantId}`,
      sql`${usageEvent.occurredAt} >= ${from.toISOString()}::timestamptz and ${usageEvent.occurredAt} < ${new Date(toMs).toISOString()}::timestamptz`,
      ...scopeConditions(scope, eventDimensionColumns),
    ],
    sql` and `,
  );
  const rows = await ctx.tx.execute<{ what: 'policy' | 'unpriced'; outcome: string; calls: number }>(sql`
    select 'policy' as what, coalesce(policy ->> 'outcome', '') as outcome, count(*)::integer as calls from usage_event
      where policy is not null and ${conditions} group by 2
    union all select 'unpriced', '', count(*)::integer from usage_event where cost_state = 'unpriced' and ${conditions}`);
  const outcomes = rows.filter(({ what }) => what === 'policy').map(({ outcome, calls }) => [outcome, calls] as const);
  return {
    ...none,
    policy_outcomes: Object.fromEntries(outcomes),
    unpriced_requests: rows.find(({ what }) => what === 'unpriced')?.calls ?? 0,
  };
}
