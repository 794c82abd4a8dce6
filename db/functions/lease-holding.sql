-- What the holder of a lease may do with it. Locks are taken as budgets.sql says.

-- REFILL. Grants between `least` and `most` to a lease, which is made with its first grant: one that never got anything would have
-- nobody to say that its holder lives. `expected` is the holder's count of its changes.
-- Outcomes: granted · short (nobody has `least` left; the other holders are asked to give back) · fenced (the holder's
-- change of unknown outcome is to be found out first) · behind (the database has lost changes that the holder knows of).
CREATE OR REPLACE FUNCTION public.grant_lease(
  of uuid, budget uuid, starts timestamptz, ends timestamptz, lease uuid, holder uuid, expected bigint, least_nano_usd bigint, most_nano_usd bigint)
RETURNS TABLE (outcome text, amount bigint, granted bigint, seq bigint, state text, spent bigint, leased bigint, in_force bigint, at_ms float8)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  p public.budget_period%ROWTYPE;
  l public.lease%ROWTYPE;
  b public.budget%ROWTYPE;
  room bigint;
  holders integer;
  is_new boolean;
BEGIN
  amount := 0;
  PERFORM public.open_budget_period(of, budget, starts, ends);
  SELECT * INTO p FROM public.budget_period AS x WHERE x.tenant_id = of AND x.budget_id = budget AND x.period_start_at = starts FOR UPDATE;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease FOR UPDATE;
  is_new := l.id IS NULL AND expected = 0;
  IF NOT is_new AND (l.id IS NULL OR l.seq < expected) THEN
    outcome := 'behind';
  ELSIF NOT is_new AND (l.seq > expected OR l.state IN ('closed', 'presumed')) THEN
    outcome := 'fenced';
  ELSE
    room := p.limit_nano_usd - p.spent_nano_usd - p.leased_nano_usd;
    IF room >= least_nano_usd AND room > 0 THEN
      SELECT count(*) + is_new::integer INTO holders FROM public.lease AS x
      WHERE x.tenant_id = of AND x.budget_id = budget AND x.period_start_at = starts AND x.state = 'open';
      outcome := 'granted';
      amount := greatest(least_nano_usd, least(most_nano_usd, room / (2 * greatest(1, holders))));
    ELSE
      SELECT * INTO b FROM public.budget AS x WHERE x.tenant_id = of AND x.id = budget;
      IF b.enforcement = 'grace' AND clock_timestamp() < coalesce(p.exceeded_at, clock_timestamp()) + make_interval(hours => b.grace_hours) THEN
        outcome := 'granted';
        amount := least_nano_usd;
        p.exceeded_at := coalesce(p.exceeded_at, clock_timestamp());
      ELSE
        outcome := 'short';
        IF least_nano_usd > 0 THEN
          PERFORM public.recall_leases(of, budget, starts, lease);
        END IF;
      END IF;
    END IF;
  END IF;
  IF amount > 0 THEN
    UPDATE public.budget_period AS x SET leased_nano_usd = x.leased_nano_usd + amount, exceeded_at = p.exceeded_at
    WHERE x.tenant_id = of AND x.budget_id = budget AND x.period_start_at = starts;
    IF is_new THEN
      INSERT INTO public.lease AS x (tenant_id, id, budget_id, period_start_at, incarnation) VALUES (of, lease, budget, starts, holder);
    END IF;
    UPDATE public.lease AS x
    SET granted_nano_usd = x.granted_nano_usd + amount, seq = x.seq + 1, state = 'open', seen_at = clock_timestamp(), recall_at = NULL
    WHERE x.tenant_id = of AND x.id = lease RETURNING x.* INTO l;
  END IF;
  granted := coalesce(l.granted_nano_usd, 0);
  seq := coalesce(l.seq, 0);
  state := coalesce(l.state, 'open');
  spent := p.spent_nano_usd;
  leased := p.leased_nano_usd + amount;
  in_force := p.limit_nano_usd;
  at_ms := extract(epoch FROM clock_timestamp()) * 1000;
  RETURN NEXT;
END
$$;

-- Asks the other holders of a period for what they do not use. The period is locked.
CREATE OR REPLACE FUNCTION public.recall_leases(of uuid, budget uuid, starts timestamptz, except_lease uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.lease AS l SET recall_at = clock_timestamp()
  WHERE l.tenant_id = of AND l.budget_id = budget AND l.period_start_at = starts AND l.state <> 'closed'
    AND l.granted_nano_usd > l.posted_nano_usd + l.presumed_nano_usd AND l.id IS DISTINCT FROM except_lease
$$;

-- RELEASE. The holder has taken `amount` out of its memory before it asks. With `closing`, a lease that is used up is closed.
CREATE OR REPLACE FUNCTION public.return_lease(of uuid, lease uuid, expected bigint, amount bigint, closing boolean)
RETURNS TABLE (outcome text, granted bigint, seq bigint, state text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  l public.lease%ROWTYPE;
BEGIN
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease;
  PERFORM FROM public.budget_period AS p
  WHERE p.tenant_id = of AND p.budget_id = l.budget_id AND p.period_start_at = l.period_start_at FOR UPDATE;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease FOR UPDATE;
  IF l.id IS NULL OR l.seq < expected THEN
    outcome := 'behind';
  ELSIF l.seq > expected OR l.state = 'closed' OR l.granted_nano_usd - l.posted_nano_usd < amount THEN
    outcome := 'fenced';
  ELSE
    outcome := 'returned';
    UPDATE public.budget_period AS p
    SET leased_nano_usd = p.leased_nano_usd - CASE WHEN l.state = 'presumed' THEN 0 ELSE amount END,
      spent_nano_usd = p.spent_nano_usd - CASE WHEN l.state = 'presumed' THEN amount ELSE 0 END
    WHERE p.tenant_id = of AND p.budget_id = l.budget_id AND p.period_start_at = l.period_start_at;
    IF l.state = 'presumed' AND amount > 0 THEN
      INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
      VALUES (of, public.new_uuid(), 'credit', l.budget_id, l.period_start_at, -amount, 'The holder gave back what had been presumed spent');
    END IF;
    UPDATE public.lease AS x
    SET granted_nano_usd = x.granted_nano_usd - amount, seq = x.seq + 1, recall_at = NULL, seen_at = clock_timestamp(),
      presumed_nano_usd = x.presumed_nano_usd - CASE WHEN l.state = 'presumed' THEN amount ELSE 0 END,
      state = CASE WHEN closing AND x.granted_nano_usd - amount = x.posted_nano_usd THEN 'closed' ELSE x.state END
    WHERE x.tenant_id = of AND x.id = lease RETURNING x.* INTO l;
  END IF;
  granted := l.granted_nano_usd;
  seq := l.seq;
  state := l.state;
  RETURN NEXT;
END
$$;

-- The truth about a change whose outcome the holder did not hear. The count is moved on, so that the change cannot come
-- through any more after this answer; a lease that never came to be is made, for the same reason.
CREATE OR REPLACE FUNCTION public.fence_lease(of uuid, budget uuid, starts timestamptz, ends timestamptz, lease uuid, holder uuid, expected bigint)
RETURNS TABLE (outcome text, granted bigint, seq bigint, state text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  l public.lease%ROWTYPE;
BEGIN
  IF expected = 0 THEN
    PERFORM public.open_budget_period(of, budget, starts, ends);
    INSERT INTO public.lease (tenant_id, id, budget_id, period_start_at, incarnation) VALUES (of, lease, budget, starts, holder)
    ON CONFLICT DO NOTHING;
  END IF;
  UPDATE public.lease AS x SET seq = x.seq + 1 WHERE x.tenant_id = of AND x.id = lease AND x.seq = expected;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease;
  outcome := CASE WHEN l.id IS NULL OR l.seq < expected THEN 'behind' ELSE 'known' END;
  granted := l.granted_nano_usd;
  seq := l.seq;
  state := l.state;
  RETURN NEXT;
END
$$;

-- The holder's sign of life, written every five seconds at most; and what became of its leases. Those that somebody works on
-- at this moment are left out of the writing; they are seen that way.
CREATE OR REPLACE FUNCTION public.see_leases(tenants uuid[], leases uuid[])
RETURNS TABLE (lease uuid, granted bigint, seq bigint, state text, at_ms float8)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH due AS (
    SELECT l.tenant_id, l.id FROM public.lease AS l WHERE (l.tenant_id, l.id) IN (SELECT * FROM unnest(tenants, leases))
      AND l.state <> 'closed' AND (l.state = 'in_doubt' OR l.seen_at < clock_timestamp() - interval '5 seconds')
    ORDER BY l.tenant_id, l.id FOR UPDATE SKIP LOCKED
  ), seen AS (
    UPDATE public.lease AS l SET seen_at = clock_timestamp(), state = CASE l.state WHEN 'in_doubt' THEN 'open' ELSE l.state END
    FROM due WHERE l.tenant_id = due.tenant_id AND l.id = due.id
  )
  SELECT l.id, l.granted_nano_usd, l.seq, l.state, (extract(epoch FROM clock_timestamp()) * 1000)::float8
  FROM public.lease AS l WHERE (l.tenant_id, l.id) IN (SELECT * FROM unnest(tenants, leases))
$$;
