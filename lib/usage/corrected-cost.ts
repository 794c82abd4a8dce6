import { type SQL, sql } from 'drizzle-orm';

/** What a call costs with its corrections, for sums that are made from single calls; hourly sums have them in. `event`: the table's name in the query. */
export const correctedCostOf = (event: 'usage_event' | 'e'): SQL<bigint> => {
  const call = sql.raw(event);
  return sql<bigint>`(${call}.cost_nano_usd + coalesce((select sum(c.amount_nano_usd)
    from usage_correction c where c.tenant_id = ${call}.tenant_id and c.occurred_at = ${call}.occurred_at
      and c.event_id = ${call}.id), 0))::int8`;
};

export const correctedCost: SQL<bigint> = correctedCostOf('usage_event');
