import type { UsageReader } from './read-stored-events.ts';
import type { HourRange, UsageDifference } from './reconcile.ts';

/** Reported at most. */
const differencesMax = 100;

/** Adds up the hours of the closed days that overlap the range, and compares them with the sums kept for those days. */
export async function compareDays(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT day_at, next_day_at FROM usage_closed_day WHERE tenant_id = ${tenantId}::uuid
        AND next_day_at > ${from.toISOString()}::text::timestamptz AND day_at < ${to.toISOString()}::text::timestamptz),
    recomputed AS (
      SELECT c.day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
        concat_ws(' ', sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted), sum(input_tokens),
          sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)) AS sums
      FROM closed AS c JOIN usage_hour AS h
        ON h.tenant_id = ${tenantId}::uuid AND h.hour_at >= c.day_at AND h.hour_at < c.next_day_at
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
    kept AS (
      SELECT d.day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
        concat_ws(' ', requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, cache_read_tokens,
          cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd) AS sums
      FROM closed AS c JOIN usage_day AS d ON d.tenant_id = ${tenantId}::uuid AND d.day_at = c.day_at)
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k
      USING (day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}
