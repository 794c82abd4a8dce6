-- Leases whose holder is back, dead or silent. Locks are taken as budgets.sql says.

-- Its holder lives after all: what was presumed spent is leased again.
CREATE OR REPLACE FUNCTION public.reopen_lease(of uuid, lease uuid) RETURNS void
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
  IF l.state IS DISTINCT FROM 'presumed' THEN
    RETURN;
  END IF;
  UPDATE public.budget_period AS p
  SET leased_nano_usd = p.leased_nano_usd + l.presumed_nano_usd, spent_nano_usd = p.spent_nano_usd - l.presumed_nano_usd
  WHERE p.tenant_id = of AND p.budget_id = l.budget_id AND p.period_start_at = l.period_start_at;
  UPDATE public.lease AS x SET presumed_nano_usd = 0, state = 'open', seen_at = clock_timestamp() WHERE x.tenant_id = of AND x.id = lease;
  IF l.presumed_nano_usd <> 0 THEN
    INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
    VALUES (of, public.new_uuid(), 'credit', l.budget_id, l.period_start_at, -l.presumed_nano_usd, 'The silent holder came back');
  END IF;
END
$$;

-- A database that came back without its last moments learns from the holder what it had granted.
CREATE OR REPLACE FUNCTION public.reassert_lease(
  of uuid, budget uuid, starts timestamptz, ends timestamptz, lease uuid, holder uuid, known_granted bigint, known_seq bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  l public.lease%ROWTYPE;
BEGIN
  PERFORM public.lock_budgets(ARRAY[of], ARRAY[budget], ARRAY[starts], ARRAY[ends], ARRAY[of], ARRAY[lease]);
  INSERT INTO public.lease (tenant_id, id, budget_id, period_start_at, incarnation) VALUES (of, lease, budget, starts, holder)
  ON CONFLICT DO NOTHING;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease;
  IF l.seq >= known_seq OR l.state NOT IN ('open', 'in_doubt') THEN
    RETURN;
  END IF;
  UPDATE public.budget_period AS p SET leased_nano_usd = p.leased_nano_usd + known_granted - l.granted_nano_usd
  WHERE p.tenant_id = of AND p.budget_id = budget AND p.period_start_at = starts;
  UPDATE public.lease AS x SET granted_nano_usd = known_granted, seq = known_seq, state = 'open', seen_at = clock_timestamp()
  WHERE x.tenant_id = of AND x.id = lease;
END
$$;

-- The leases of processes that are proved dead, after their journals were replayed: what no call used up goes back. Where
-- the host went down with them (`crashed`), the end of the journal may be lost, so it is presumed spent instead. Answers
-- how many. Their counts move on, so that nothing of theirs that is still under way comes through.
CREATE OR REPLACE FUNCTION public.close_leases(holders uuid[], crashed boolean) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  due record;
  done integer := 0;
BEGIN
  FOR due IN
    SELECT l.tenant_id, l.id FROM public.lease AS l WHERE l.incarnation = ANY(holders) AND l.state <> 'closed'
    ORDER BY l.tenant_id, l.budget_id, l.period_start_at, l.id
  LOOP
    PERFORM public.end_lease(due.tenant_id, due.id, crashed, 'The host of its holder went down');
    done := done + 1;
  END LOOP;
  RETURN done;
END
$$;

-- Ends a lease that its holder will not use any more: presumed spent, or given back and closed.
CREATE OR REPLACE FUNCTION public.end_lease(of uuid, lease uuid, presume boolean, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  l public.lease%ROWTYPE;
  rest bigint;
BEGIN
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease;
  PERFORM FROM public.budget_period AS p
  WHERE p.tenant_id = of AND p.budget_id = l.budget_id AND p.period_start_at = l.period_start_at FOR UPDATE;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease FOR UPDATE;
  IF l.state = 'closed' OR (presume AND l.state = 'presumed') THEN
    RETURN;
  END IF;
  rest := l.granted_nano_usd - l.posted_nano_usd;
  UPDATE public.budget_period AS p
  SET leased_nano_usd = p.leased_nano_usd - CASE WHEN l.state = 'presumed' THEN 0 ELSE rest END,
    spent_nano_usd = p.spent_nano_usd - l.presumed_nano_usd + CASE WHEN presume THEN rest ELSE 0 END
  WHERE p.tenant_id = of AND p.budget_id = l.budget_id AND p.period_start_at = l.period_start_at;
  INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
  SELECT of, public.new_uuid(), e.kind, l.budget_id, l.period_start_at, e.amount, why
  FROM (VALUES ('credit', -l.presumed_nano_usd), ('presume', CASE WHEN presume THEN rest ELSE 0 END)) AS e (kind, amount) WHERE e.amount <> 0;
  UPDATE public.lease AS x SET
    granted_nano_usd = CASE WHEN presume THEN x.granted_nano_usd ELSE x.posted_nano_usd END,
    presumed_nano_usd = CASE WHEN presume THEN rest ELSE 0 END,
    state = CASE WHEN presume THEN 'presumed' ELSE 'closed' END,
    seq = x.seq + 1, recall_at = NULL
  WHERE x.tenant_id = of AND x.id = lease;
END
$$;

-- SILENCE. Leases whose holder has not been seen for `doubt_seconds` are in doubt, which changes nothing but what is shown;
-- after `presume_seconds` what is left of them is presumed spent. Answers how many of each.
CREATE OR REPLACE FUNCTION public.sweep_silent_leases(doubt_seconds integer, presume_seconds integer)
RETURNS TABLE (doubted integer, presumed integer)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  due record;
BEGIN
  WITH silent AS (
    SELECT l.tenant_id, l.id FROM public.lease AS l
    WHERE l.state <> 'closed' AND l.state = 'open' AND l.seen_at < clock_timestamp() - make_interval(secs => doubt_seconds)
    ORDER BY l.tenant_id, l.id LIMIT 1000 FOR UPDATE SKIP LOCKED
  )
  UPDATE public.lease AS l SET state = 'in_doubt' FROM silent WHERE l.tenant_id = silent.tenant_id AND l.id = silent.id;
  GET DIAGNOSTICS doubted = ROW_COUNT;
  presumed := 0;
  FOR due IN
    SELECT l.tenant_id, l.id FROM public.lease AS l
    WHERE l.state <> 'closed' AND l.state = 'in_doubt' AND l.seen_at < clock_timestamp() - make_interval(secs => presume_seconds)
    ORDER BY l.tenant_id, l.budget_id, l.period_start_at, l.id LIMIT 100
  LOOP
    PERFORM public.presume_lease(due.tenant_id, due.id, presume_seconds);
    presumed := presumed + 1;
  END LOOP;
  RETURN NEXT;
END
$$;

-- Presumes a lease spent, if its holder is silent still once the locks are there.
CREATE OR REPLACE FUNCTION public.presume_lease(of uuid, lease uuid, silent_seconds integer) RETURNS void
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
  IF l.state = 'in_doubt' AND l.seen_at < clock_timestamp() - make_interval(secs => silent_seconds) THEN
    PERFORM public.end_lease(of, lease, true, 'Its holder has been silent for longer than any call may last');
  END IF;
END
$$;

-- A person has evidence about a silent holder: what it holds goes back (`spent` false) or counts as spent. Of the transaction's
-- tenant, and only while the holder is silent: one that is heard of settles by itself. Answers whether it was done.
CREATE OR REPLACE FUNCTION public.settle_silent_lease(budget uuid, lease uuid, spent boolean, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  of uuid := public.current_tenant();
  l public.lease%ROWTYPE;
BEGIN
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease AND x.budget_id = budget;
  PERFORM FROM public.budget_period AS p
  WHERE p.tenant_id = of AND p.budget_id = l.budget_id AND p.period_start_at = l.period_start_at FOR UPDATE;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease AND x.budget_id = budget FOR UPDATE;
  IF NOT FOUND OR l.state NOT IN ('in_doubt', 'presumed') OR (spent AND l.state = 'presumed') THEN
    RETURN false;
  END IF;
  PERFORM public.end_lease(of, lease, spent, why);
  RETURN true;
END
$$;
