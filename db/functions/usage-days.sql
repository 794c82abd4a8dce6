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
    DELETE FROM public.usage_latency_day_hour AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_outcome_day AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_span_part AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_latency_span AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_work_span AS d WHERE d.tenant_id = of;
    DELETE FROM public.usage_closed_span AS c WHERE c.tenant_id = of;
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
        AND d.part IN ('total', 'place', 'user', 'key', 'project', 'user_model');
      DELETE FROM public.usage_day_part AS d WHERE d.tenant_id = of AND d.part IN ('hour', 'hour_total') AND d.day_at >= day.low AND d.day_at < day.high;
      DELETE FROM public.usage_latency_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
      DELETE FROM public.usage_work_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
      DELETE FROM public.usage_latency_day_hour AS d WHERE d.tenant_id = of AND d.hour_at >= day.low AND d.hour_at < day.high;
      DELETE FROM public.usage_outcome_day AS d WHERE d.tenant_id = of AND d.day_at = day.low;
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
    SELECT of, CASE 0 WHEN grouping(provider_dim) THEN 'place' WHEN grouping(user_dim, model_dim) THEN 'user_model' WHEN grouping(user_dim) THEN 'user'
        WHEN grouping(key_dim) THEN 'key' WHEN grouping(project_dim) THEN 'project' ELSE 'total' END,
      day.low, coalesce(department_dim, -1), coalesce(team_dim, -1), coalesce(provider_dim, -1), coalesce(model_dim, -1), coalesce(user_dim, -1), coalesce(key_dim, -1),
      coalesce(project_dim, -1), sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
      sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY GROUPING SETS ((department_dim, team_dim, provider_dim, model_dim), (department_dim, team_dim, user_dim),
      (department_dim, team_dim, key_dim), (department_dim, team_dim, project_dim), (department_dim, team_dim, user_dim, model_dim), ())
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
    SELECT of, CASE WHEN grouping(team_dim) = 0 THEN 'hour' ELSE 'hour_total' END, hour_at, coalesce(department_dim, -1), coalesce(team_dim, -1), -1, -1, -1, -1, -1,
      sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
      sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
    FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY GROUPING SETS ((hour_at, department_dim, team_dim), (hour_at));

    INSERT INTO public.usage_latency_day AS d (tenant_id, day_at, team_dim, model_dim, measure, bucket, count)
    SELECT of, day.low, coalesce(team_dim, -1), coalesce(model_dim, -1), measure, bucket, sum(count)
    FROM public.usage_latency_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY GROUPING SETS ((measure, bucket), (measure, bucket, team_dim), (measure, bucket, model_dim), (measure, bucket, team_dim, model_dim))
    ON CONFLICT ON CONSTRAINT usage_latency_day_pk DO UPDATE SET count = d.count + excluded.count;

    INSERT INTO public.usage_latency_day_hour (tenant_id, hour_at, measure, bucket, count)
    SELECT of, hour_at, measure, bucket, sum(count)
    FROM public.usage_latency_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= day.since AND h.hour_at < day.until
    GROUP BY hour_at, measure, bucket;

    -- From the calls, which are few: each kind has an index of its own.
    INSERT INTO public.usage_outcome_day AS d (tenant_id, day_at, department_dim, team_dim, project_dim, model_dim, kind, name, requests, cost_nano_usd)
    SELECT of, day.low, coalesce(department_dim, -1), coalesce(team_dim, -1), coalesce(project_dim, -1), coalesce(model_dim, -1), kind, name,
      count(*), sum(cost_nano_usd)
    FROM (
      SELECT e.department_dim, e.team_dim, e.project_dim, e.model_dim, o.kind, o.name, CASE o.kind WHEN 'lost' THEN e.cost_nano_usd + coalesce((
          SELECT sum(c.amount_nano_usd) FROM public.usage_correction AS c
          WHERE c.tenant_id = e.tenant_id AND c.occurred_at = e.occurred_at AND c.event_id = e.id), 0) ELSE 0 END AS cost_nano_usd
      FROM public.usage_event AS e CROSS JOIN LATERAL (
        SELECT 'error' AS kind, coalesce(e.error_code, e.status) AS name
        UNION ALL SELECT 'lost', e.status WHERE e.status IN ('failed', 'cancelled') AND e.cost_nano_usd > 0) AS o
      WHERE e.tenant_id = of AND e.status <> 'succeeded' AND e.status IN ('failed', 'refused', 'cancelled', 'interrupted')
        AND e.occurred_at >= day.since AND e.occurred_at < day.until
      UNION ALL
      SELECT e.department_dim, e.team_dim, e.project_dim, e.model_dim, 'policy', coalesce(e.policy ->> 'outcome', ''), 0
      FROM public.usage_event AS e
      WHERE e.tenant_id = of AND e.policy IS NOT NULL AND e.occurred_at >= day.since AND e.occurred_at < day.until
      UNION ALL
      SELECT e.department_dim, e.team_dim, e.project_dim, e.model_dim, 'unpriced', '', 0
      FROM public.usage_event AS e
      WHERE e.tenant_id = of AND e.cost_state = 'unpriced' AND e.occurred_at >= day.since AND e.occurred_at < day.until
    ) AS outcomes
    GROUP BY GROUPING SETS ((kind, name), (kind, name, department_dim, team_dim), (kind, name, project_dim), (kind, name, model_dim))
    ON CONFLICT ON CONSTRAINT usage_outcome_day_pk DO UPDATE SET
      requests = d.requests + excluded.requests, cost_nano_usd = d.cost_nano_usd + excluded.cost_nano_usd;

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

-- Adds days up to spans of 2, 4, 8, 16 and 32 that have all ended and are closed, counted from 1 January 1970, so that each lies in one of the next
-- length: of n days in a row two spans a length are enough. Of each ended day the hours up to noon and those from noon to 18:00 are added up, too (spans
-- of 0 days), because ranges end in the middle of days, most often in the hours that have the most rows. Newest first and at most `most`; answers how many. A day that is opened meanwhile opens the span: the lock
-- is that of the days.
CREATE OR REPLACE FUNCTION public.close_usage_spans(of uuid, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  zone text;
  span record;
  closed integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('tollgate usage days ' || of, 0));
  SELECT t.time_zone INTO zone FROM public.tenant AS t WHERE t.tenant_id = of;
  FOR span IN
    WITH ended AS (
      SELECT c.day_at, c.next_day_at, (c.day_at AT TIME ZONE zone)::date AS local_day
      FROM public.usage_closed_day AS c
      WHERE c.tenant_id = of AND date_trunc('day', c.next_day_at AT TIME ZONE zone) = c.next_day_at AT TIME ZONE zone
    ), due AS (
      SELECT lengths.days, min(ended.day_at) AS low, max(ended.next_day_at) AS high
      FROM ended CROSS JOIN (VALUES (2), (4), (8), (16), (32)) AS lengths (days)
      GROUP BY lengths.days, (ended.local_day - date '1970-01-01') / lengths.days
      HAVING count(*) = lengths.days
      UNION ALL
      SELECT 0, (ended.local_day + part.low) AT TIME ZONE zone, (ended.local_day + part.high) AT TIME ZONE zone
      FROM ended CROSS JOIN (VALUES (interval '0 hours', interval '12 hours'), (interval '12 hours', interval '18 hours')) AS part (low, high)
    )
    SELECT due.days, due.low, due.high FROM due
    WHERE date_trunc('hour', due.low, 'UTC') = due.low AND date_trunc('hour', due.high, 'UTC') = due.high AND NOT EXISTS (
      SELECT FROM public.usage_closed_span AS s WHERE s.tenant_id = of AND s.days = due.days AND s.start_at = due.low)
    ORDER BY due.low DESC, due.days
    LIMIT most
  LOOP
    DELETE FROM public.usage_span_part AS p WHERE p.tenant_id = of AND p.days = span.days AND p.start_at = span.low
      AND p.part IN ('place', 'user', 'key', 'project', 'user_model');
    -- In the order of their key, so that a part lies in few pages.
    IF span.days = 0 THEN
      INSERT INTO public.usage_span_part (tenant_id, days, part, start_at, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
        requests, succeeded, failed, refused, cancelled, interrupted,
        input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
      SELECT of, 0, CASE 0 WHEN grouping(provider_dim) THEN 'place' WHEN grouping(user_dim) THEN 'user' WHEN grouping(key_dim) THEN 'key' ELSE 'project' END AS part,
        span.low, department_dim, team_dim, coalesce(provider_dim, -1), coalesce(model_dim, -1), coalesce(user_dim, -1), coalesce(key_dim, -1),
        coalesce(project_dim, -1), sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
        sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
      FROM public.usage_hour AS h
      WHERE h.tenant_id = of AND h.hour_at >= span.low AND h.hour_at < span.high
      GROUP BY department_dim, team_dim, GROUPING SETS ((provider_dim, model_dim), (user_dim), (key_dim), (project_dim))
      ORDER BY part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim;
    ELSE
      INSERT INTO public.usage_span_part (tenant_id, days, part, start_at, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
        requests, succeeded, failed, refused, cancelled, interrupted,
        input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nano_usd)
      SELECT of, span.days, part, span.low, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim,
        sum(requests), sum(succeeded), sum(failed), sum(refused), sum(cancelled), sum(interrupted),
        sum(input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)
      FROM public.usage_day_part AS p
      WHERE p.tenant_id = of AND p.part IN ('place', 'user', 'key', 'project', 'user_model') AND p.day_at >= span.low AND p.day_at < span.high
      GROUP BY part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim
      ORDER BY part, department_dim, team_dim, provider_dim, model_dim, user_dim, key_dim, project_dim;
    END IF;

    -- Their rows are many and hardly fewer for a few days than for each of them, so that only long spans have them.
    IF span.days IN (8, 32) THEN
      DELETE FROM public.usage_latency_span AS p WHERE p.tenant_id = of AND p.days = span.days AND p.start_at = span.low;
      INSERT INTO public.usage_latency_span (tenant_id, days, start_at, team_dim, model_dim, measure, bucket, count)
      SELECT of, span.days, span.low, team_dim, model_dim, measure, bucket, sum(count)
      FROM public.usage_latency_day AS d
      WHERE d.tenant_id = of AND d.day_at >= span.low AND d.day_at < span.high
      GROUP BY team_dim, model_dim, measure, bucket
      ORDER BY team_dim, model_dim, measure, bucket;

      DELETE FROM public.usage_work_span AS p WHERE p.tenant_id = of AND p.days = span.days AND p.start_at = span.low;
      INSERT INTO public.usage_work_span (tenant_id, days, start_at, team_dim, department_dim, model_dim, protocol, task_type,
        requests, succeeded, input_tokens, output_tokens, cost_nano_usd, saved_nano_usd)
      SELECT of, span.days, span.low, team_dim, department_dim, model_dim, protocol, task_type,
        sum(requests), sum(succeeded), sum(input_tokens), sum(output_tokens), sum(cost_nano_usd), sum(saved_nano_usd)
      FROM public.usage_work_day AS d
      WHERE d.tenant_id = of AND d.day_at >= span.low AND d.day_at < span.high
      GROUP BY team_dim, department_dim, model_dim, protocol, task_type
      ORDER BY team_dim, department_dim, model_dim, protocol, task_type;
    END IF;

    INSERT INTO public.usage_closed_span (tenant_id, days, start_at, end_at) VALUES (of, span.days, span.low, span.high);
    closed := closed + 1;
  END LOOP;
  RETURN closed;
END
$$;

-- A posting into an hour of a closed day opens the day again, and the spans that it is in. Only hours that may be in one are looked at; a posting takes
-- seconds at most, so that an hour that began less than two hours ago is in none yet.
CREATE OR REPLACE FUNCTION public.reopen_usage_day() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('tollgate usage days ' || NEW.tenant_id, 0));
  DELETE FROM public.usage_closed_day AS c
  WHERE c.tenant_id = NEW.tenant_id AND c.day_at <= NEW.hour_at AND c.next_day_at > NEW.hour_at;
  DELETE FROM public.usage_closed_span AS c
  WHERE c.tenant_id = NEW.tenant_id AND c.start_at <= NEW.hour_at AND c.end_at > NEW.hour_at;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER usage_hour_reopen AFTER INSERT OR UPDATE ON public.usage_hour
FOR EACH ROW WHEN (NEW.hour_at < now() - interval '90 minutes') EXECUTE FUNCTION public.reopen_usage_day();
