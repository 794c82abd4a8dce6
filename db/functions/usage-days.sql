-- Adds the hours of days up, so that a range of months is read from a few rows a day. A day is one of the tenant's time
-- zone; it is closed 26 hours after its end, newest first and at most `most` of them; answers how many.
--
-- Closing waits for postings into old hours that are under way, and they wait for it (the lock below): whichever commits
-- second sees the other. Days that do not begin and end on the hour of UTC stay open.
CREATE OR REPLACE FUNCTION public.close_usage_days(of uuid, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  zone text;
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
    DELETE FROM public.usage_latency_day AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_closed_day AS c WHERE c.tenant_id = of;
  END IF;
  FOR day IN
    SELECT bounds.low, bounds.high
    FROM generate_series(
      date_trunc('day', (SELECT min(h.hour_at) FROM public.usage_hour AS h WHERE h.tenant_id = of) AT TIME ZONE zone),
      (now() - interval '26 hours') AT TIME ZONE zone,
      interval '1 day'
    ) AS local (day)
    CROSS JOIN LATERAL (
      SELECT local.day AT TIME ZONE zone AS low, (local.day + interval '1 day') AT TIME ZONE zone AS high
    ) AS bounds
    WHERE bounds.high <= now() - interval '26 hours'
      AND date_trunc('hour', bounds.low, 'UTC') = bounds.low AND date_trunc('hour', bounds.high, 'UTC') = bounds.high
      AND NOT EXISTS (SELECT FROM public.usage_closed_day AS c WHERE c.tenant_id = of AND c.day_at = bounds.low)
    ORDER BY bounds.low DESC
    LIMIT most
  LOOP
    DELETE FROM public.usage_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
    INSERT INTO public.usage_day (tenant_id, day_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim, requests, succeeded, failed, refused, cancelled, interrupted,
      input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
    SELECT of, day.low, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim, sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
      sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.low AND h.hour_at < day.high
    GROUP BY department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, environment_dim, cost_centers_dim;

    DELETE FROM public.usage_latency_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
    INSERT INTO public.usage_latency_day (tenant_id, day_at, team_dim, model_dim, measure, bucket, count)
    SELECT of, day.low, coalesce(team_dim, -1), coalesce(model_dim, -1), measure, bucket, sum(count)
    FROM public.usage_latency_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.low AND h.hour_at < day.high
    GROUP BY GROUPING SETS ((measure, bucket), (measure, bucket, team_dim), (measure, bucket, model_dim));

    INSERT INTO public.usage_closed_day (tenant_id, day_at, next_day_at, time_zone, closed_at)
    VALUES (of, day.low, day.high, zone, now());
    closed := closed + 1;
  END LOOP;
  RETURN closed;
END
$$;

-- A posting into an hour of a closed day opens the day again. Only hours that may be in one are looked at; a posting takes
-- seconds at most, so that an hour between 25 and 26 hours old is in none yet.
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
FOR EACH ROW WHEN (NEW.hour_at < now() - interval '24 hours') EXECUTE FUNCTION public.reopen_usage_day();
