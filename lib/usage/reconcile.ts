import type { UsageReader } from './read-stored-events.ts';
import { compareBatches, compareLeased, comparePeriods } from './reconcile-budgets.ts';
import { compareDays } from './reconcile-days.ts';
import { compareWork } from './reconcile-work.ts';

/** Two sums that should be equal and are not. `expected` is recomputed from the events. */
export interface UsageDifference {
  readonly what: 'hour' | 'latency' | 'work' | 'day' | 'ledger' | 'budget' | 'leased' | 'charged';
  /** Which row it is about: the hour and its dimension ids, the tenant, or the budget and its period or batch. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** Whole hours; `to` is not included. */
export interface HourRange {
  readonly from: Date;
  readonly to: Date;
}

/** Reported at most; one broken hour is enough to raise an alarm. */
const differencesMax = 100;

/**
 * Recomputes the hourly sums and histograms of a tenant from its events and their corrections and compares, row by row; then compares the
 * ledger with all hourly sums of the tenant, and its budgets with ledger, leases and calls. An empty answer means that everything agrees. Each comparison is one
 * statement and so sees one state of the database, also while others post.
 */
export async function reconcileUsage(sql: UsageReader, tenantId: string, range: HourRange): Promise<UsageDifference[]> {
  return [...(await reconcileTotals(sql, tenantId)), ...(await reconcileSlice(sql, tenantId, range))];
}

/** What belongs to a range: hourly sums, histograms and closed days of it, and the ledger of the batches posted in it. */
export async function reconcileSlice(sql: UsageReader, tenantId: string, range: HourRange): Promise<UsageDifference[]> {
  return [
    ...(await compareHours(sql, tenantId, range)),
    ...(await compareLatencies(sql, tenantId, range)),
    ...(await compareWork(sql, tenantId, range)),
    ...(await compareDays(sql, tenantId, range)),
    ...(await compareBatches(sql, tenantId, range)),
  ];
}

/** What is one sum over all time: the ledger with all hourly sums, each budget period with its ledger and with what holds of it. */
export async function reconcileTotals(sql: UsageReader, tenantId: string): Promise<UsageDifference[]> {
  return [...(await compareLedger(sql, tenantId)), ...(await comparePeriods(sql, tenantId)), ...(await compareLeased(sql, tenantId))];
}

async function compareHours(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH range AS (SELECT ${tenantId}::uuid AS tenant_id, ${from.toISOString()}::text::timestamptz AS low, ${to.toISOString()}::text::timestamptz AS high),
    recomputed AS (
      SELECT date_trunc('hour', e.occurred_at, 'UTC') AS hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim,
        model_dim, project_dim, environment_dim, cost_centers_dim, concat_ws(' ', count(*), count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
          count(*) FILTER (WHERE status = 'refused'), count(*) FILTER (WHERE status = 'cancelled'),
          count(*) FILTER (WHERE status = 'interrupted'), coalesce(sum(input_tokens), 0), coalesce(sum(cache_read_tokens), 0),
          coalesce(sum(cache_write_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(reasoning_tokens), 0), sum(cost_nano_usd + coalesce(corrected.amount, 0)),
          coalesce(sum(latency_ms) FILTER (WHERE attempts > 0 AND usage_source <> 'presumed'), 0)) AS sums
      FROM range JOIN usage_event AS e ON e.tenant_id = range.tenant_id AND e.occurred_at >= low AND e.occurred_at < high
      LEFT JOIN (
        SELECT c.occurred_at, c.event_id, sum(c.amount_nano_usd) AS amount FROM range JOIN usage_correction AS c
          ON c.tenant_id = range.tenant_id AND c.occurred_at >= low AND c.occurred_at < high GROUP BY 1, 2
      ) AS corrected ON corrected.occurred_at = e.occurred_at AND corrected.event_id = e.id
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    kept AS (
      SELECT hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
        project_dim, environment_dim, cost_centers_dim, concat_ws(' ', requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, cache_read_tokens,
          cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd, latency_ms_sum) AS sums
      FROM usage_hour AS h, range WHERE h.tenant_id = range.tenant_id AND h.hour_at >= low AND h.hour_at < high AND requests <> 0)
    SELECT 'hour' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
        project_dim, environment_dim, cost_centers_dim) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k
      USING (hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim, project_dim, environment_dim,
        cost_centers_dim)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}

/** Counts are compared by team, model and measure: the bucket of each latency is the poster's arithmetic, not PostgreSQL's. */
async function compareLatencies(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH range AS (SELECT ${tenantId}::uuid AS tenant_id, ${from.toISOString()}::text::timestamptz AS low, ${to.toISOString()}::text::timestamptz AS high),
    recomputed AS (
      SELECT date_trunc('hour', e.occurred_at, 'UTC') AS hour_at, team_dim, model_dim, measure, count(*) AS calls
      FROM usage_event AS e CROSS JOIN range CROSS JOIN (VALUES ('latency'), ('first_token')) AS m (measure)
      WHERE e.tenant_id = range.tenant_id AND e.occurred_at >= low AND e.occurred_at < high
        AND attempts > 0 AND usage_source <> 'presumed' AND (measure = 'latency' OR first_token_ms IS NOT NULL)
      GROUP BY 1, 2, 3, 4),
    kept AS (
      SELECT hour_at, team_dim, model_dim, measure, sum(count) AS calls
      FROM usage_latency_hour AS h, range WHERE h.tenant_id = range.tenant_id AND h.hour_at >= low AND h.hour_at < high
      GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0)
    SELECT 'latency' AS what, coalesce(r.calls, 0)::text AS expected, coalesce(k.calls, 0)::text AS found,
      concat_ws(' ', hour_at, team_dim, model_dim, measure) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k USING (hour_at, team_dim, model_dim, measure)
    WHERE r.calls IS DISTINCT FROM k.calls LIMIT ${differencesMax}`;
}

async function compareLedger(sql: UsageReader, tenantId: string): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    SELECT 'ledger' AS what, expected::text, found::text, ${tenantId}::text AS "where" FROM (
      SELECT
        (SELECT coalesce(sum(cost_nano_usd), 0) FROM usage_hour WHERE tenant_id = ${tenantId}::uuid) AS expected,
        (SELECT coalesce(sum(amount_nano_usd), 0) FROM ledger_entry WHERE tenant_id = ${tenantId}::uuid AND kind IN ('settle', 'correct', 'rerate') AND budget_id IS NULL) AS found
    ) AS sums WHERE expected <> found`;
}
