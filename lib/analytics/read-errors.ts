import { sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { Dashboard } from '#lib/contracts/dashboard.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { scopeConditions } from '#lib/usage/usage-scope.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { callDaysMax } from './work-cells.ts';

const dayMs = 86_400_000;
const codesShown = 10;

/** What went wrong most often in the last days of a view, over the index of calls that did not succeed. */
export async function readErrors({ ctx, scope, range, isEmpty }: AnalyticsView): Promise<NonNullable<Dashboard['performance']>['errors']> {
  if (isEmpty) return [];
  const { fromMs, toMs } = range.current;
  const conditions = [
    sql`${usageEvent.tenantId} = ${ctx.tenantId} and ${usageEvent.status} <> 'succeeded'`,
    // Said again by its values, which is what the index is by.
    sql`${usageEvent.status} in ('failed', 'refused', 'cancelled', 'interrupted')`,
    sql`${usageEvent.occurredAt} >= ${new Date(Math.max(fromMs, toMs - callDaysMax * dayMs)).toISOString()}::timestamptz`,
    sql`${usageEvent.occurredAt} < ${new Date(toMs).toISOString()}::timestamptz`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const rows = await ctx.tx.execute<{ code: string; requests: number }>(sql`
    select coalesce(error_code, status) as code, count(*)::integer as requests from usage_event
    where ${sql.join(conditions, sql` and `)} group by 1 order by 2 desc, 1 limit ${codesShown}`);
  return [...rows];
}
