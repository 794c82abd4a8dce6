-- Adds the hours of days up, so that a range of months is read from a few rows a day. A day is one of the tenant's time
-- zone. Its hours are added as they end, an hour later: `next_day_at` says how far it is, which for a day that is over is the next
-- one's beginning. Newest days first and at most `most` of them, as of `up_to`, or now where that is null or to come; answers how many
-- got further.
--
-- Closing waits for postings into old hours that are under way, and they wait for it (the lock below): whichever commits
-- second sees the other. Days that do not begin and end on the hour of UTC stay open.
DROP FUNCTION IF EXISTS public.close_usage_days(uuid, integer);
CREATE OR REPLACE FUNCTION public.close_usage_days(of uuid, most integer, up_to timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  zone text;
  -- Hours before it are over.
  horizon timestamptz := date_trunc('hour', least(up_to, now()), 'UTC') - interval '1 hour';
  day record;
  closed integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('tollgate usage days ' || of, 0));
  SELECT t.time_zone INTO zone FROM public.tenant AS t WHERE t.tenant_id = of;
  IF zone IS NULL THEN
    RETURN 0;
  END IF;
  IF EXISTS (SELECT FROM public.usage_closed_day AS c WHERE c.tenant_id = of AND c.time_zone <> zone) THEN
    DELETE FROM public.usage_day AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_day_part AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_latency_day AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_work_day AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_closed_day AS c WHERE c.tenant_id = of;
  END IF;
  FOR day IN
    SELECT bounds.low, bounds.high, least(bounds.high, horizon) AS until, c.next_day_at AS since
    FROM generate_series(
      date_trunc('day', (SELECT min(h.hour_at) FROM public.usage_hour AS h WHERE h.tenant_id = of) AT TIME ZONE zone),
      horizon AT TIME ZONE zone,
      interval '1 day'
    ) AS local (day)
    CROSS JOIN LATERAL (
      SELECT local.day AT TIME ZONE zone AS low, (local.day + interval '1 day') AT TIME ZONE zone AS high
    ) AS bounds
    LEFT JOIN public.usage_closed_day AS c ON c.tenant_id = of AND c.day_at = bounds.low
    WHERE date_trunc('hour', bounds.low, 'UTC') = bounds.low AND date_trunc('hour', bounds.high, 'UTC') = bounds.high
      AND least(bounds.high, horizon) > coalesce(c.next_day_at, bounds.low)
    ORDER BY bounds.low DESC
    LIMIT most
  LOOP
    IF day.since IS NULL THEN
      DELETE FROM public.usage_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
      -- The parts by name, because they stand before the day in the index.
      DELETE FROM public.usage_day_part AS d WHERE d.tenant_id = of AND d.day_at = day.low
        AND d.part IN ('total', 'place', 'user', 'key', 'project');
      DELETE FROM public.usage_day_part AS d WHERE d.tenant_id = of AND d.part = 'hour' AND d.day_at >= day.low AND d.day_at < day.high;
      DELETE FROM public.usage_latency_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
      DELETE FROM public.usage_work_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
      day.since := day.low;
    END IF;
    INSERT INTO public.usage_day AS d (tenant_id, day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim, requests, succeeded, failed, refused, cancelled, interrupted,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
    SELECT of, day.low, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim, sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
      sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim
    ON CONFLICT ON CONSTRAINT usage_day_pk DO UPDATE SET
      requests = d.requests + excluded.requests, succeeded = d.succeeded + excluded.succeeded, failed = d.failed + excluded.failed,
      refused = d.refused + excluded.refused, cancelled = d.cancelled + excluded.cancelled, interrupted = d.interrupted + excluded.interrupted,
      input_tokens = d.input_tokens + excluded.input_tokens, cache_read_tokens = d.cache_read_tokens + excluded.cache_read_tokens, cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens, reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;

    INSERT INTO public.usage_day_part AS d (tenant_id, part, day_at, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
      requests, succeeded, failed, refused, cancelled, interrupted,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
    SELECT of, CASE 0 WHEN grouping(model_dim) THEN 'place' WHEN grouping(user_dim) THEN 'user' WHEN grouping(key_dim) THEN 'key'
        WHEN grouping(project_dim) THEN 'project' ELSE 'total' END,
      day.low, coalesce(department_dim, -1), coalesce(team_dim, -1), coalesce(provider_dim, -1), coalesce(model_dim, -1), coalesce(user_dim, -1), coalesce(key_dim, -1),
      coalesce(project_dim, -1), sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
      sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY GROUPING SETS ((department_dim, team_dim, provider_dim, model_dim), (department_dim, team_dim, user_dim),
      (department_dim, team_dim, key_dim), (department_dim, team_dim, project_dim), ())
    -- The sum of all is a row even of no hour.
    HAVING count(*) > 0
    ON CONFLICT ON CONSTRAINT usage_day_part_pk DO UPDATE SET
      requests = d.requests + excluded.requests, succeeded = d.succeeded + excluded.succeeded, failed = d.failed + excluded.failed,
      refused = d.refused + excluded.refused, cancelled = d.cancelled + excluded.cancelled, interrupted = d.interrupted + excluded.interrupted,
      input_tokens = d.input_tokens + excluded.input_tokens, cache_read_tokens = d.cache_read_tokens + excluded.cache_read_tokens, cache_write_tokens = d.cache_write_tokens + excluded.cache_write_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens, reasoning_tokens = d.reasoning_tokens + excluded.reasoning_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;

    -- Hours that are over get no more rows, and if they do, the day is made anew.
    INSERT INTO public.usage_day_part (tenant_id, part, day_at, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
      requests, succeeded, failed, refused, cancelled, interrupted,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
    SELECT of, 'hour', hour_at, department_dim, team_dim, -1, -1, -1, -1, -1,
      sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
      sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY hour_at, department_dim, team_dim;

    INSERT INTO public.usage_latency_day AS d (tenant_id, day_at, team_dim, model_dim, measure, bucket, count)
    SELECT of, day.low, coalesce(team_dim, -1), coalesce(model_dim, -1), measure, bucket, sum(count)
    FROM public.usage_latency_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY GROUPING SETS ((measure, bucket), (measure, bucket, team_dim), (measure, bucket, model_dim), (measure, bucket, team_dim, model_dim))
    ON CONFLICT ON CONSTRAINT usage_latency_day_pk DO UPDATE SET count = d.count + excluded.count;

    INSERT INTO public.usage_work_day AS d (tenant_id, day_at, department_dim, team_dim, project_dim, model_dim, protocol, task_type,
      requests, succeeded, input_tokens, output_tokens, cost_nano_usd, saved_nano_usd)
    SELECT of, day.low, coalesce(department_dim, -1), coalesce(team_dim, -1), coalesce(project_dim, -1), model_dim, protocol, task_type,
      sum(requests), sum(succeeded), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd)
    FROM public.usage_work_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY GROUPING SETS ((department_dim, team_dim, project_dim, model_dim, protocol, task_type), (model_dim, protocol, task_type))
    ON CONFLICT ON CONSTRAINT usage_work_day_pk DO UPDATE SET
      requests = d.requests + excluded.requests, succeeded = d.succeeded + excluded.succeeded, input_tokens = d.input_tokens + excluded.input_tokens,
      output_tokens = d.output_tokens + excluded.output_tokens, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd, saved_nano_usd = d.saved_nano_usd + excluded.saved_nano_usd;

    INSERT INTO public.usage_closed_day AS c (tenant_id, day_at, next_day_at, time_zone, closed_at)
    VALUES (of, day.low, day.until, zone, now())
    ON CONFLICT (tenant_id, day_at) DO UPDATE SET next_day_at = excluded.next_day_at, closed_at = excluded.closed_at;
    closed := closed + 1;
  END LOOP;
  RETURN closed;
END
$$;

-- A posting into an hour of a closed day opens the day again. Only hours that may be in one are looked at; a posting takes
-- seconds at most, so that an hour that began less than two hours ago is in none yet.
CREATE OR REPLACE FUNCTION public.reopen_usage_day() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('tollgate usage days ' || NEW.tenant_id, 0));
  DELETE FROM public.usage_closed_day AS c
  WHERE c.tenant_id = NEW.tenant_id AND c.day_at <= NEW.hour_at AND c.next_day_at > NEW.hour_at;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER usage_hour_reopen AFTER INSERT OR UPDATE ON public.usage_hour
FOR EACH ROW WHEN (NEW.hour_at < now() - interval '90 minutes') EXECUTE FUNCTION public.reopen_usage_day();
