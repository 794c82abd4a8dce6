import type { UsageReader } from '#lib/usage/read-stored-events.ts';
import { callsOfDay, type DayOfCalls } from './calls-of-day.ts';

/**
 * Makes the calls of a day with their hourly sums, histograms and kinds of work, in one statement. The sums are what postings of the same
 * calls add up to (`lib/usage/rollups.ts`); a test compares them.
 */
export async function makeDay(tx: UsageReader, day: DayOfCalls): Promise<void> {
  await tx.unsafe(`
    with call as materialized (${callsOfDay(day)}),
    events as (
      insert into usage_event (tenant_id, occurred_at, id, batch_id, department_dim, team_dim, user_dim, key_dim, provider_dim, model_dim,
        requested_model_dim, project_dim, protocol, streamed, status, http_status, usage_source, cost_state, input_tokens, output_tokens,
        cost_nano_usd, bound_nano_usd, overrun_nano_usd, latency_ms, first_token_ms, attempts, task_type, cache_state, saved_nano_usd, error_code,
        policy)
      select tenant_id, occurred_at, id, md5('scale batch ${day.first}')::uuid, department_dim, team_dim, user_dim, key_dim, provider_dim, model_dim,
        model_dim, project_dim, protocol, streamed, status, case status when 'succeeded' then 200 when 'refused' then 402 else 502 end,
        'provider', 'priced', input_tokens, output_tokens, cost_nano_usd, 60000000, 0, latency_ms, first_token_ms, attempts, task_type,
        cache_state, saved_nano_usd, error_code, policy
      from call),
    hours as (
      insert into usage_hour (tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim, project_dim,
        environment_dim, cost_centers_dim, requests, succeeded, failed, refused, cancelled, interrupted, input_tokens, output_tokens, cost_nano_usd,
        latency_ms_sum)
      select tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, 0, provider_dim, model_dim, project_dim, 0, 0,
        count(*), count(*) filter (where status = 'succeeded'), count(*) filter (where status = 'failed'), count(*) filter (where status = 'refused'),
        count(*) filter (where status = 'cancelled'), 0, sum(input_tokens), sum(output_tokens), sum(cost_nano_usd),
        coalesce(sum(latency_ms) filter (where attempts > 0), 0)
      from call group by tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, provider_dim, model_dim, project_dim),
    latencies as (
      insert into usage_latency_hour (tenant_id, hour_at, team_dim, model_dim, measure, bucket, count)
      select tenant_id, hour_at, team_dim, model_dim, measure, ceil(ln(ms) / ln(1.02::float8 / 0.98))::smallint, count(*)
      from call cross join lateral (values ('latency', latency_ms), ('first_token', first_token_ms)) as m (measure, ms)
      where attempts > 0 and ms is not null group by 1, 2, 3, 4, 5, 6)
    insert into usage_work_hour (tenant_id, hour_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type, requests, succeeded,
      input_tokens, output_tokens, cost_nano_usd, saved_nano_usd)
    select tenant_id, hour_at, department_dim, team_dim, project_dim, model_dim, protocol, coalesce(task_type, ''),
      count(*), count(*) filter (where status = 'succeeded'), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd)
    from call group by 1, 2, 3, 4, 5, 6, 7, 8`);
}
