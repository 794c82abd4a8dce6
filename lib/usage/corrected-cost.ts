import { type SQL, sql } from 'drizzle-orm';

/** What a call of `usage_event` costs with its corrections, for sums that are made from single calls; hourly sums have them in. */
export const correctedCost: SQL<bigint> = sql<bigint>`(usage_event.cost_nano_usd + coalesce((select sum(c.amount_nano_usd)
  from usage_correction c where c.tenant_id = usage_event.tenant_id and c.occurred_at = usage_event.occurred_at
    and c.event_id = usage_event.id), 0))::int8`;
