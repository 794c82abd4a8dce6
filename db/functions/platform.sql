-- For those who run the platform: how each tenant did on a day (UTC), and the two things that only they may change.

-- Writes the rows of a day, over what was written of it before. People count as active when they were signed in (their session
-- was seen) or when a call of theirs was made. The last days are read by the hour, those before from the sums of closed days.
CREATE OR REPLACE FUNCTION public.note_tenant_day(noted date) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH bounds AS (
    SELECT noted::timestamp AT TIME ZONE 'UTC' AS day_from, (noted + 1)::timestamp AT TIME ZONE 'UTC' AS day_to,
      (noted - 29)::timestamp AT TIME ZONE 'UTC' AS month_from, (noted - 59)::timestamp AT TIME ZONE 'UTC' AS before_from
  ), called AS (
    SELECT h.tenant_id, h.user_dim, h.hour_at AS called_at
    FROM bounds AS b JOIN public.usage_hour AS h ON h.hour_at >= b.day_from - interval '3 days' AND h.hour_at < b.day_to
    UNION ALL
    SELECT d.tenant_id, d.user_dim, d.day_at
    FROM bounds AS b JOIN public.usage_day AS d ON d.day_at >= b.before_from AND d.day_at < b.day_from - interval '2 days'
  ), calls AS (
    SELECT c.tenant_id, c.user_dim, bool_or(c.called_at >= b.day_from) AS on_day, bool_or(c.called_at >= b.month_from) AS in_month,
      bool_or(c.called_at < b.month_from) AS before
    FROM called AS c, bounds AS b
    GROUP BY c.tenant_id, c.user_dim
  ), seen AS (
    SELECT c.tenant_id, d.value AS person, c.on_day, c.in_month, c.before
    FROM calls AS c JOIN public.usage_dimension AS d ON d.tenant_id = c.tenant_id AND d.id = c.user_dim AND d.kind = 'user'
    UNION ALL
    SELECT s.tenant_id, s.user_id::text,
      s.created_at < b.day_to AND s.last_seen_at >= b.day_from,
      s.created_at < b.day_to AND s.last_seen_at >= b.month_from,
      s.created_at < b.month_from AND s.last_seen_at >= b.before_from
    FROM bounds AS b, public.session AS s
    WHERE s.created_at < b.day_to AND s.last_seen_at >= b.before_from
  ), people AS (
    SELECT tenant_id, person, bool_or(on_day) AS on_day, bool_or(in_month) AS in_month, bool_or(before) AS before
    FROM seen GROUP BY tenant_id, person
  ), active AS (
    SELECT tenant_id, count(*) FILTER (WHERE on_day) AS active_day, count(*) FILTER (WHERE in_month) AS active_month,
      count(*) FILTER (WHERE before) AS active_before, count(*) FILTER (WHERE before AND in_month) AS returned
    FROM people GROUP BY tenant_id
  ), used AS (
    SELECT h.tenant_id, sum(h.requests)::bigint AS requests, sum(h.failed)::bigint AS failed, sum(h.cost_nano_usd)::bigint AS cost
    FROM bounds AS b JOIN public.usage_hour AS h ON h.hour_at >= b.day_from AND h.hour_at < b.day_to
    GROUP BY h.tenant_id
  ), saved AS (
    SELECT e.tenant_id, sum(e.saved_nano_usd)::bigint AS saved
    FROM bounds AS b JOIN public.usage_event AS e ON e.occurred_at >= b.day_from AND e.occurred_at < b.day_to AND e.saved_nano_usd > 0
    GROUP BY e.tenant_id
  ), accounts AS (
    SELECT u.tenant_id, count(*) AS people
    FROM bounds AS b JOIN public.user_account AS u ON u.kind = 'person' AND u.status = 'active' AND u.created_at < b.day_to
    GROUP BY u.tenant_id
  ), written AS (
    INSERT INTO public.tenant_day (tenant_id, day, people, active_day, active_month, active_month_before, returned, requests, failed,
      cost_nano_usd, saved_nano_usd, updated_at)
    SELECT t.tenant_id, noted, coalesce(p.people, 0), coalesce(a.active_day, 0), coalesce(a.active_month, 0), coalesce(a.active_before, 0),
      coalesce(a.returned, 0), coalesce(u.requests, 0), coalesce(u.failed, 0), coalesce(u.cost, 0), coalesce(s.saved, 0), now()
    FROM public.tenant AS t
    LEFT JOIN accounts AS p USING (tenant_id) LEFT JOIN active AS a USING (tenant_id)
    LEFT JOIN used AS u USING (tenant_id) LEFT JOIN saved AS s USING (tenant_id)
    WHERE t.kind <> 'platform' AND t.created_at < (SELECT day_to FROM bounds)
    ON CONFLICT (tenant_id, day) DO UPDATE SET people = excluded.people, active_day = excluded.active_day,
      active_month = excluded.active_month, active_month_before = excluded.active_month_before, returned = excluded.returned,
      requests = excluded.requests, failed = excluded.failed, cost_nano_usd = excluded.cost_nano_usd,
      saved_nano_usd = excluded.saved_nano_usd, updated_at = excluded.updated_at
    RETURNING 1
  )
  SELECT count(*) FROM written
$$;

-- What a tenant is to the platform, which no tenant may say of itself: only a transaction of the platform's own tenant gets
-- past the first line, whatever SQL somebody brings into one of another. A null leaves things as they are.
CREATE OR REPLACE FUNCTION public.set_tenant_standing(target uuid, new_status text, new_ceiling jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.tenant AS t WHERE t.tenant_id = public.current_tenant() AND t.kind = 'platform') THEN
    RAISE EXCEPTION 'only the platform sets what a tenant is to it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE public.tenant AS t
  SET status = coalesce(new_status, t.status), ceiling = coalesce(new_ceiling, t.ceiling), updated_at = now(), version = t.version + 1
  WHERE t.tenant_id = target AND t.kind <> 'platform';
  RETURN FOUND;
END
$$;
