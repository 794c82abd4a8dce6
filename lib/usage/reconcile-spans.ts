import type { UsageReader } from './read-stored-events.ts';
import type { HourRange, UsageDifference } from './reconcile.ts';

/** Reported at most. */
const differencesMax = 100;

/** Spans that overlap the range add up to their days, and parts of days to their hours. */
export async function compareSpans(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT days, start_at, end_at FROM usage_closed_span WHERE tenant_id = ${tenantId}::uuid
        AND end_at > ${from.toISOString()}::text::timestamptz AND start_at < ${to.toISOString()}::text::timestamptz),
    recomputed AS (
      SELECT c.days, c.start_at, part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
        concat_ws(' ', sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted), sum(input_tokens),
          sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)) AS sums
      FROM closed AS c JOIN usage_day_part AS p ON p.tenant_id = ${tenantId}::uuid
        AND p.part IN ('place', 'user', 'key', 'project', 'user_model') AND p.day_at >= c.start_at AND p.day_at < c.end_at
      WHERE c.days > 0
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
      UNION ALL
      SELECT c.days, c.start_at, CASE 0 WHEN grouping(provider_dim) THEN 'place' WHEN grouping(user_dim) THEN 'user' WHEN grouping(key_dim) THEN 'key'
          ELSE 'project' END, department_dim, team_dim, coalesce(provider_dim, -1), coalesce(model_dim, -1), coalesce(user_dim, -1),
        coalesce(key_dim, -1), coalesce(project_dim, -1),
        concat_ws(' ', sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted), sum(input_tokens),
          sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd))
      FROM closed AS c JOIN usage_hour AS h ON h.tenant_id = ${tenantId}::uuid AND h.hour_at >= c.start_at AND h.hour_at < c.end_at
      WHERE c.days = 0
      GROUP BY c.days, c.start_at, department_dim, team_dim, GROUPING SETS ((provider_dim, model_dim), (user_dim), (key_dim), (project_dim))),
    kept AS (
      SELECT c.days, c.start_at, part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
        concat_ws(' ', requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, cache_read_tokens,
          cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd) AS sums
      FROM closed AS c JOIN usage_span_part AS p ON p.tenant_id = ${tenantId}::uuid AND p.days = c.days AND p.start_at = c.start_at)
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', 'span', days, start_at, part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k
      USING (days, start_at, part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}

/** Outcomes of closed days, and their histograms by hour, are those of the calls and of the hours. */
export async function compareOutcomes(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT day_at, next_day_at FROM usage_closed_day WHERE tenant_id = ${tenantId}::uuid
        AND next_day_at > ${from.toISOString()}::text::timestamptz AND day_at < ${to.toISOString()}::text::timestamptz),
    call AS (
      SELECT c.day_at, department_dim, team_dim, project_dim, model_dim, status, error_code, policy, cost_state, cost_nano_usd, e.occurred_at, e.id
      FROM closed AS c JOIN usage_event AS e
        ON e.tenant_id = ${tenantId}::uuid AND e.occurred_at >= c.day_at AND e.occurred_at < c.next_day_at
      WHERE status <> 'succeeded' OR policy IS NOT NULL OR cost_state = 'unpriced'),
    outcome AS (
      SELECT call.*, o.kind, o.name, CASE o.kind WHEN 'lost' THEN cost_nano_usd + coalesce((SELECT sum(amount_nano_usd) FROM usage_correction AS c
        WHERE c.tenant_id = ${tenantId}::uuid AND c.occurred_at = call.occurred_at AND c.event_id = call.id), 0) ELSE 0 END AS cost
      FROM call CROSS JOIN LATERAL (
        SELECT 'error' AS kind, coalesce(error_code, status) AS name WHERE status <> 'succeeded'
        UNION ALL SELECT 'lost', status WHERE status IN ('failed', 'cancelled') AND cost_nano_usd > 0
        UNION ALL SELECT 'policy', coalesce(policy ->> 'outcome', '') WHERE policy IS NOT NULL
        UNION ALL SELECT 'unpriced', '' WHERE cost_state = 'unpriced') AS o),
    recomputed AS (
      SELECT 'outcome' AS what, day_at AS at, concat_ws(' ', kind, name, coalesce(department_dim, -1), coalesce(team_dim, -1), coalesce(project_dim, -1),
        coalesce(model_dim, -1)) AS row, concat_ws(' ', count(*), sum(cost)) AS sums
      FROM outcome GROUP BY GROUPING SETS ((day_at, kind, name), (day_at, kind, name, department_dim, team_dim), (day_at, kind, name, project_dim),
        (day_at, kind, name, model_dim))
      UNION ALL
      SELECT 'latency', hour_at, concat_ws(' ', measure, bucket), sum(count)::text
      FROM closed AS c JOIN usage_latency_hour AS h ON h.tenant_id = ${tenantId}::uuid AND h.hour_at >= c.day_at AND h.hour_at < c.next_day_at
      GROUP BY hour_at, measure, bucket),
    kept AS (
      SELECT 'outcome' AS what, d.day_at AS at, concat_ws(' ', kind, name, department_dim, team_dim, project_dim, model_dim) AS row,
        concat_ws(' ', requests, cost_nano_usd) AS sums
      FROM closed AS c JOIN usage_outcome_day AS d ON d.tenant_id = ${tenantId}::uuid AND d.day_at = c.day_at
      UNION ALL
      SELECT 'latency', hour_at, concat_ws(' ', measure, bucket), count::text
      FROM closed AS c JOIN usage_latency_day_hour AS d ON d.tenant_id = ${tenantId}::uuid AND d.hour_at >= c.day_at AND d.hour_at < c.next_day_at)
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found, concat_ws(' ', what, at, row) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k USING (what, at, row)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}
