import { sql } from 'drizzle-orm';
import { defineQuery } from '#lib/command/define-query.ts';
import { detectionsList } from '#lib/contracts/data-classes.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';

const dayMs = 86_400_000;

interface DayRow extends Record<string, unknown> {
  readonly day: string;
  readonly kind: string;
  readonly in_requests: number;
  readonly in_answers: number;
}

interface CountRow extends Record<string, unknown> {
  readonly class: string;
  readonly action: string;
  readonly calls: number;
}

/** Reads the calls that have a class, by an index that has no others. */
export const listDetections = defineQuery(detectionsList, async ({ tx, tenantId, now }, { days }) => {
  // Whole days, so that the first is not told as a quiet one.
  const from = new Date(Math.floor(now.getTime() / dayMs) * dayMs - (days - 1) * dayMs);
  const classified = sql`usage_event where tenant_id = ${tenantId} and occurred_at >= ${from.toISOString()}::timestamptz and classification is not null`;
  const counts = await tx.execute<CountRow>(sql`
    select classification ->> 'class' as class, classification ->> 'action' as action, count(*)::int as calls from ${classified} group by 1, 2`);
  const rows = await tx.execute<DayRow>(sql`
    select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, found.kind,
      coalesce(sum(found.count) filter (where found.place = 'request'), 0)::int as in_requests,
      coalesce(sum(found.count) filter (where found.place = 'answer'), 0)::int as in_answers
    from (select occurred_at, classification from ${classified}) call
    cross join lateral (
      select 'request' as place, key as kind, value::int as count from jsonb_each_text(call.classification -> 'request')
      union all select 'answer', key, value::int from jsonb_each_text(call.classification -> 'answer')) found
    group by 1, 2 order by 1 desc, 3 + 4 desc, 2`);
  const all = [...counts];
  const sumOf = (matches: (row: CountRow) => boolean): number => all.filter(matches).reduce((sum, { calls }) => sum + calls, 0);
  const actions = [...new Set(all.map(({ action }) => action))].toSorted();
  return {
    from,
    calls: sumOf(() => true),
    classes: dataClasses.map((name) => ({ class: name, calls: sumOf((row) => row.class === name) })),
    actions: actions.map((action) => ({ action, calls: sumOf((row) => row.action === action) })),
    data: [...rows].map(({ day, kind, in_requests, in_answers }) => ({ day, kind, in_requests, in_answers })),
  };
});
