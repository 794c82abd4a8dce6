import type { UsageReader } from './read-stored-events.ts';
import type { HourRange, UsageDifference } from './reconcile.ts';
import { compareOutcomes, compareSpans } from './reconcile-spans.ts';

/** Reported at most. */
const differencesMax = 100;

/** Adds up the hours of the closed days that overlap the range, and compares them with the sums kept for those days. */
export async function compareDays(sql: UsageReader, tenantId: string, range: HourRange): Promise<UsageDifference[]> {
  return [
    ...(await compareUsageDays(sql, tenantId, range)),
    ...(await compareDayParts(sql, tenantId, range)),
    ...(await compareHourParts(sql, tenantId, range)),
    ...(await compareWorkDays(sql, tenantId, range)),
    ...(await compareSpans(sql, tenantId, range)),
    ...(await compareOutcomes(sql, tenantId, range)),
  ];
}

async function compareUsageDays(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT day_at, next_day_at FROM usage_closed_day WHERE tenant_id = ${tenantId}::uuid
        AND next_day_at > ${from.toISOString()}::text::timestamptz AND day_at < ${to.toISOString()}::text::timestamptz),
    recomputed AS (
      SELECT c.day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
        project_dim, environment_dim, cost_centers_dim, concat_ws(' ', sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted), sum(input_tokens),
          sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)) AS sums
      FROM closed AS c JOIN usage_hour AS h
        ON h.tenant_id = ${tenantId}::uuid AND h.hour_at >= c.day_at AND h.hour_at < c.next_day_at
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    kept AS (
      SELECT d.day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
        project_dim, environment_dim, cost_centers_dim, concat_ws(' ', requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, cache_read_tokens,
          cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd) AS sums
      FROM closed AS c JOIN usage_day AS d ON d.tenant_id = ${tenantId}::uuid AND d.day_at = c.day_at)
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim, project_dim, environment_dim,
        cost_centers_dim) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k
      USING (day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim, project_dim, environment_dim, cost_centers_dim)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}

/** Each part of a closed day adds up to the day: in all, and by place, person, key, project, and person with model. */
async function compareDayParts(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT day_at FROM usage_closed_day WHERE tenant_id = ${tenantId}::uuid
        AND next_day_at > ${from.toISOString()}::text::timestamptz AND day_at < ${to.toISOString()}::text::timestamptz),
    recomputed AS (
      SELECT day_at, CASE 0 WHEN grouping(provider_dim) THEN 'place' WHEN grouping(user_dim, model_dim) THEN 'user_model' WHEN grouping(user_dim) THEN 'user'
          WHEN grouping(key_dim) THEN 'key' WHEN grouping(project_dim) THEN 'project' ELSE 'total' END AS part,
        coalesce(department_dim, -1) AS department_dim, coalesce(team_dim, -1) AS team_dim, coalesce(provider_dim, -1) AS provider_dim, coalesce(model_dim, -1) AS model_dim, coalesce(user_dim, -1) AS user_dim,
        coalesce(key_dim, -1) AS key_dim, coalesce(project_dim, -1) AS project_dim,
        concat_ws(' ', sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted), sum(input_tokens),
          sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)) AS sums
      FROM closed JOIN usage_day AS d USING (day_at) WHERE d.tenant_id = ${tenantId}::uuid
      GROUP BY GROUPING SETS ((day_at, department_dim, team_dim, provider_dim, model_dim), (day_at, department_dim, team_dim, user_dim),
        (day_at, department_dim, team_dim, key_dim), (day_at, department_dim, team_dim, project_dim), (day_at, department_dim, team_dim, user_dim, model_dim),
        (day_at))),
    kept AS (
      SELECT day_at, part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
        concat_ws(' ', requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, cache_read_tokens,
          cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd) AS sums
      FROM closed JOIN usage_day_part AS p USING (day_at) WHERE p.tenant_id = ${tenantId}::uuid AND p.part NOT IN ('hour', 'hour_total'))
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', part, day_at, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k
      USING (day_at, part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}

/** The hours of closed days, by department and team and in all. */
async function compareHourParts(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT day_at, next_day_at FROM usage_closed_day WHERE tenant_id = ${tenantId}::uuid
        AND next_day_at > ${from.toISOString()}::text::timestamptz AND day_at < ${to.toISOString()}::text::timestamptz),
    recomputed AS (
      SELECT h.hour_at, coalesce(department_dim, -1) AS department_dim, coalesce(team_dim, -1) AS team_dim,
        concat_ws(' ', sum(requests), sum(failed), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd)) AS sums
      FROM closed AS c JOIN usage_hour AS h ON h.tenant_id = ${tenantId}::uuid AND h.hour_at >= c.day_at AND h.hour_at < c.next_day_at
      GROUP BY GROUPING SETS ((h.hour_at, h.department_dim, h.team_dim), (h.hour_at))),
    kept AS (
      SELECT p.day_at AS hour_at, department_dim, team_dim, concat_ws(' ', requests, failed, input_tokens, output_tokens, cost_nano_usd) AS sums
      FROM closed AS c JOIN usage_day_part AS p
        ON p.tenant_id = ${tenantId}::uuid AND p.part IN ('hour', 'hour_total') AND p.day_at >= c.day_at AND p.day_at < c.next_day_at)
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found, concat_ws(' ', 'hour', hour_at, department_dim, team_dim) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k USING (hour_at, department_dim, team_dim)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}

async function compareWorkDays(sql: UsageReader, tenantId: string, { from, to }: HourRange): Promise<UsageDifference[]> {
  return await sql<UsageDifference[]>`
    WITH closed AS (
      SELECT day_at, next_day_at FROM usage_closed_day WHERE tenant_id = ${tenantId}::uuid
        AND next_day_at > ${from.toISOString()}::text::timestamptz AND day_at < ${to.toISOString()}::text::timestamptz),
    recomputed AS (
      SELECT c.day_at, coalesce(department_dim, -1) AS department_dim, coalesce(team_dim, -1) AS team_dim, coalesce(project_dim, -1) AS project_dim,
        model_dim, protocol, task_type,
        concat_ws(' ', sum(requests), sum(succeeded), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd)) AS sums
      FROM closed AS c JOIN usage_work_hour AS h
        ON h.tenant_id = ${tenantId}::uuid AND h.hour_at >= c.day_at AND h.hour_at < c.next_day_at
      GROUP BY GROUPING SETS ((c.day_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type), (c.day_at, model_dim, protocol, task_type))),
    kept AS (
      SELECT d.day_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type,
        concat_ws(' ', requests, succeeded, input_tokens, output_tokens, cost_nano_usd, saved_nano_usd) AS sums
      FROM closed AS c JOIN usage_work_day AS d ON d.tenant_id = ${tenantId}::uuid AND d.day_at = c.day_at)
    SELECT 'day' AS what, coalesce(r.sums, '') AS expected, coalesce(k.sums, '') AS found,
      concat_ws(' ', 'work', day_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type) AS "where"
    FROM recomputed AS r FULL JOIN kept AS k USING (day_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type)
    WHERE r.sums IS DISTINCT FROM k.sums LIMIT ${differencesMax}`;
}
