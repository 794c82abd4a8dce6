import type { UsageReader } from './read-stored-events.ts';
import type { HourRange, UsageDifference } from './reconcile.ts';

/** Reported at most, of each kind. */
const differencesMax = 100;

/** Compares each budget period's spent with its ledger entries. */
export async function comparePeriods(sql: UsageReader, tenantId: string): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    SELECT 'budget' AS what, concat_ws(' ', budget_id, period_start_at) AS "where", coalesce(l.amount, 0)::text AS expected,
      coalesce(p.spent_nano_usd, 0)::text AS found
    FROM (SELECT * FROM budget_period WHERE tenant_id = ${tenantId}::uuid) AS p
    FULL JOIN (
      SELECT budget_id, period_start_at, sum(amount_nano_usd) AS amount FROM ledger_entry
      WHERE tenant_id = ${tenantId}::uuid AND budget_id IS NOT NULL GROUP BY 1, 2
    ) AS l USING (budget_id, period_start_at)
    WHERE coalesce(p.spent_nano_usd, 0) <> coalesce(l.amount, 0) LIMIT ${differencesMax}`;
}

/** Compares what each budget period counts as leased with its leases and reservations. */
export async function compareLeased(sql: UsageReader, tenantId: string): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH held AS (
      SELECT budget_id, period_start_at, sum(amount) AS amount FROM (
        SELECT budget_id, period_start_at, granted_nano_usd - posted_nano_usd AS amount FROM lease
        WHERE tenant_id = ${tenantId}::uuid AND state IN ('open', 'in_doubt')
        UNION ALL
        SELECT d.budget_id, d.starts_at, d.amount FROM reservation AS r CROSS JOIN LATERAL direct_parts(r.hold -> 'parts') AS d
        WHERE r.tenant_id = ${tenantId}::uuid AND r.state = 'held'
      ) AS parts GROUP BY 1, 2
    )
    SELECT 'leased' AS what, concat_ws(' ', budget_id, period_start_at) AS "where", coalesce(h.amount, 0)::text AS expected,
      coalesce(p.leased_nano_usd, 0)::text AS found
    FROM (SELECT * FROM budget_period WHERE tenant_id = ${tenantId}::uuid) AS p FULL JOIN held AS h USING (budget_id, period_start_at)
    WHERE coalesce(p.leased_nano_usd, 0) <> coalesce(h.amount, 0) LIMIT ${differencesMax}`;
}

/**
 * Compares the ledger of each batch that was posted in the range with the calls in it. Batches of which an event was corrected
 * are left out: their events have moved on, and the correction has entries of its own.
 */
export async function compareBatches(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH batch AS (
      SELECT b.id, b.first_event_at, b.last_event_at FROM usage_batch AS b
      WHERE b.tenant_id = ${tenantId}::uuid AND b.created_at >= ${from.toISOString()}::text::timestamptz AND b.created_at < ${to.toISOString()}::text::timestamptz
        AND NOT EXISTS (SELECT FROM ledger_entry AS c
          WHERE c.tenant_id = b.tenant_id AND c.kind = 'correct' AND (c.batch_id = b.id OR c.former_batch_id = b.id))
    ), charged AS (
      SELECT e.batch_id, split_part(n.budget, ':', 1)::uuid AS budget_id, sum(CASE WHEN strpos(n.budget, ':') = 0 THEN e.cost_nano_usd
        ELSE cost_share(e.cost_nano_usd, s.value, split_part(n.budget, ':', 2)) END) AS amount
      FROM usage_event AS e JOIN usage_dimension AS d ON d.tenant_id = e.tenant_id AND d.id = e.budgets_dim
      LEFT JOIN usage_dimension AS s ON s.tenant_id = e.tenant_id AND s.id = e.cost_centers_dim
      CROSS JOIN LATERAL unnest(string_to_array(d.value, ',')) AS n (budget)
      WHERE e.tenant_id = ${tenantId}::uuid AND e.budgets_dim <> 0 AND e.batch_id IN (SELECT id FROM batch)
        AND e.occurred_at >= (SELECT min(first_event_at) FROM batch) AND e.occurred_at <= (SELECT max(last_event_at) FROM batch)
      GROUP BY 1, 2
    ), booked AS (
      SELECT batch_id, budget_id, sum(amount_nano_usd) AS amount FROM ledger_entry
      WHERE tenant_id = ${tenantId}::uuid AND kind = 'settle' AND budget_id IS NOT NULL AND batch_id IN (SELECT id FROM batch) GROUP BY 1, 2
    )
    SELECT 'charged' AS what, concat_ws(' ', budget_id, batch_id) AS "where", coalesce(c.amount, 0)::text AS expected, coalesce(b.amount, 0)::text AS found
    FROM charged AS c FULL JOIN booked AS b USING (batch_id, budget_id)
    WHERE coalesce(c.amount, 0) <> coalesce(b.amount, 0) LIMIT ${differencesMax}`;
}
