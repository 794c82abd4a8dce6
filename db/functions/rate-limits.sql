-- Shares of rate limits, which processes lease for moments so that they need not ask at every call. What is granted is counted
-- as if it were used at the last instant of its lease, so that no window ever holds more than the limit, wherever it begins.
-- Locks are taken in the order of (tenant, key).

-- Gives back what is free of earlier leases (`backs` in `back_slots`), then grants between `leasts` and `mosts` of each gauge,
-- or nothing of it. Windows of 0 are places among the calls at a time: there `leasts` and `mosts` are all the places that the
-- holder wants to have, and a holder who was silent for a minute has none.
CREATE OR REPLACE FUNCTION public.grant_rate_shares(
  tenants uuid[], keys text[], windows bigint[], slot_lengths bigint[], limits bigint[], leasts bigint[], mosts bigint[],
  back_slots bigint[], backs bigint[], holder uuid)
RETURNS TABLE (ord integer, granted bigint, used bigint, slot bigint, lasts_ms float8, retry_ms float8, reset_ms float8)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  ask record;
  g public.rate_gauge%ROWTYPE;
  now_ms float8;
  kept bigint;
  s bigint[];
  a bigint[];
  others bigint;
  own bigint;
  freed bigint;
  i integer;
BEGIN
  FOR ask IN
    SELECT * FROM unnest(tenants, keys, windows, slot_lengths, limits, leasts, mosts, back_slots, backs)
      WITH ORDINALITY AS x (tenant, key, window_ms, slot_ms, limit_, least_, most_, back_slot, back, n)
    ORDER BY x.tenant, x.key
  LOOP
    INSERT INTO public.rate_gauge AS x (tenant_id, key, window_ms, slot_ms) VALUES (ask.tenant, ask.key, ask.window_ms, ask.slot_ms)
    ON CONFLICT DO NOTHING;
    SELECT * INTO g FROM public.rate_gauge AS x WHERE x.tenant_id = ask.tenant AND x.key = ask.key FOR UPDATE;
    ord := ask.n; granted := 0; slot := 0; lasts_ms := 0; retry_ms := 0; reset_ms := 0;
    IF ask.window_ms = 0 THEN
      SELECT coalesce(sum(x.places) FILTER (WHERE x.incarnation <> holder), 0), coalesce(sum(x.places) FILTER (WHERE x.incarnation = holder), 0)
      INTO others, own FROM public.rate_place AS x
      WHERE x.tenant_id = ask.tenant AND x.key = ask.key AND x.seen_at > clock_timestamp() - interval '60 seconds';
      granted := own;
      IF others + ask.least_ <= ask.limit_ THEN
        granted := greatest(ask.least_, least(ask.most_, ask.least_ + (ask.limit_ - others - ask.least_) / 2));
        INSERT INTO public.rate_place AS x (tenant_id, key, incarnation, places, seen_at)
        VALUES (ask.tenant, ask.key, holder, granted, clock_timestamp())
        ON CONFLICT (tenant_id, key, incarnation) DO UPDATE SET places = excluded.places, seen_at = excluded.seen_at;
      END IF;
      used := others + granted;
      UPDATE public.rate_gauge AS x SET updated_at = clock_timestamp()
      WHERE x.tenant_id = ask.tenant AND x.key = ask.key AND x.updated_at < clock_timestamp() - interval '1 minute';
      RETURN NEXT;
      CONTINUE;
    END IF;
    now_ms := extract(epoch FROM clock_timestamp()) * 1000;
    kept := ceil(ask.window_ms::numeric / ask.slot_ms) + 1;
    SELECT coalesce(array_agg(x.slot ORDER BY x.slot), '{}'), coalesce(array_agg(x.amount ORDER BY x.slot), '{}')
    INTO s, a FROM (
      SELECT y.slot, y.amount - CASE WHEN y.slot = ask.back_slot THEN least(y.amount, ask.back) ELSE 0 END AS amount
      FROM unnest(g.slots, g.amounts) AS y (slot, amount)
      WHERE y.slot > floor(now_ms / ask.slot_ms) - kept
    ) AS x WHERE x.amount > 0;
    SELECT coalesce(sum(x), 0) INTO used FROM unnest(a) AS x;
    IF used + ask.least_ <= ask.limit_ THEN
      granted := greatest(ask.least_, least(ask.most_, (ask.limit_ - used) / 2));
      slot := floor((now_ms + least(1000, ask.slot_ms)) / ask.slot_ms);
      lasts_ms := (slot + 1) * ask.slot_ms - now_ms;
      i := array_position(s, slot);
      IF i IS NULL THEN
        s := s || slot;
        a := a || granted;
      ELSE
        a[i] := a[i] + granted;
      END IF;
      used := used + granted;
    ELSE
      freed := 0;
      FOR i IN 1 .. coalesce(array_length(s, 1), 0) LOOP
        freed := freed + a[i];
        retry_ms := greatest(1, (s[i] + kept) * ask.slot_ms - now_ms);
        EXIT WHEN used - freed + ask.least_ <= ask.limit_;
      END LOOP;
    END IF;
    IF array_length(s, 1) > 0 THEN
      reset_ms := (s[array_length(s, 1)] + kept) * ask.slot_ms - now_ms;
    END IF;
    IF granted > 0 OR ask.back > 0 THEN
      UPDATE public.rate_gauge AS x SET slots = s, amounts = a, slot_ms = ask.slot_ms, updated_at = clock_timestamp()
      WHERE x.tenant_id = ask.tenant AND x.key = ask.key;
    END IF;
    RETURN NEXT;
  END LOOP;
END
$$;

-- Gives back amounts of leases, and counts what calls used above what they had reserved (negative amounts, at this instant).
CREATE OR REPLACE FUNCTION public.return_rate_shares(tenants uuid[], keys text[], slots bigint[], amounts bigint[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  back record;
  g public.rate_gauge%ROWTYPE;
  here bigint;
  i integer;
BEGIN
  FOR back IN
    SELECT x.tenant, x.key, x.slot, sum(x.amount)::bigint AS amount FROM unnest(tenants, keys, slots, amounts) AS x (tenant, key, slot, amount)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  LOOP
    SELECT * INTO g FROM public.rate_gauge AS x WHERE x.tenant_id = back.tenant AND x.key = back.key FOR UPDATE;
    CONTINUE WHEN g.key IS NULL OR back.amount = 0;
    here := CASE WHEN back.amount > 0 THEN back.slot ELSE floor(extract(epoch FROM clock_timestamp()) * 1000 / g.slot_ms) END;
    i := array_position(g.slots, here);
    IF i IS NOT NULL THEN
      g.amounts[i] := greatest(0, g.amounts[i] - back.amount);
    ELSIF back.amount < 0 THEN
      SELECT array_agg(x.s ORDER BY x.s), array_agg(x.a ORDER BY x.s) INTO g.slots, g.amounts
      FROM (SELECT * FROM unnest(g.slots, g.amounts) AS y (s, a) UNION ALL SELECT here, -back.amount) AS x;
    END IF;
    UPDATE public.rate_gauge AS x SET slots = g.slots, amounts = g.amounts, updated_at = clock_timestamp()
    WHERE x.tenant_id = back.tenant AND x.key = back.key;
  END LOOP;
END
$$;

-- The sign of life of a holder of places.
CREATE OR REPLACE FUNCTION public.see_rate_places(tenants uuid[], keys text[], holder uuid)
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.rate_place AS x SET seen_at = clock_timestamp()
  FROM unnest(tenants, keys) AS y (tenant, key) WHERE x.tenant_id = y.tenant AND x.key = y.key AND x.incarnation = holder
$$;

-- Drops what is over.
CREATE OR REPLACE FUNCTION public.sweep_rate_gauges()
RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  DELETE FROM public.rate_gauge WHERE updated_at < clock_timestamp() - make_interval(secs => 3600 + 2 * window_ms / 1000);
  DELETE FROM public.rate_place WHERE seen_at < clock_timestamp() - interval '1 day'
$$;
