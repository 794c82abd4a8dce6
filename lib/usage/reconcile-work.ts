import type { UsageReader } from './read-stored-events.ts';
import type { HourRange, UsageDifference } from './reconcile.ts';

/** Reported at most. */
const differencesMax = 100;

/** Recomputes the hourly sums by kind of work from the events and their corrections, and compares them row by row. */
export async function compareWork(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH range AS (SELECT ${tenantId}::uuid AS tenant_id, ${from.toISOString()}::text::timestamptz AS low, ${to.toISOString()}::text::timestamptz AS high),
    recomputed AS (
      SELECT date_trunc('hour', e.occurred_at, 'UTC') AS hour_at, department_dim, team_dim, project_dim, model_dim, protocol,
        coalesce(task_type, '') AS task_type,
        concat_ws(' ', count(*), count(*) FILTER (WHERE status = 'succeeded'),
          coalesce(sum(coalesce(input_tokens, 0)::int8 + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0)), 0),
          coalesce(sum(output_tokens), 0), sum(cost_nano_usd + coalesce(corrected.amount, 0)), sum(saved_nano_usd)) AS sums
      FROM range JOIN usage_event AS e ON e.tenant_id = range.tenant_id AND e.occurred_at >= low AND e.occurred_at < high
      LEFT JOIN (
        SELECT c.occurred_at, c.event_id, sum(c.amount_nano_usd) AS amount FROM range JOIN usage_correction AS c
          ON c.tenant_id = range.tenant_id AND c.occurred_at >= low AND c.occurred_at < high GROUP BY 1, 2
      ) AS corrected ON corrected.occurred_at = e.occurred_at AND corrected.event_id = e.id
      GROUP BY 1, 2, 3, 4, 5, 6, 7),
    kept AS (
      SELECT hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type,
        concat_ws(' ', requests, succeeded, input_tokens, output_tokens, cost_nano_usd, saved_nano_usd) AS sums
      FROM usage_work_hour AS h, range WHERE h.tenant_id = range.tenant_id AND h.hour_at >= low AND h.hour_at < high AND requests <> 0)
    SELECT 'work' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k USING (hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}
