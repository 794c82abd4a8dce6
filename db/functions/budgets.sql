-- Money in budgets: what the roles may do to periods, leases and reservations, and no more. The protocol is told in
-- lib/budgets/engine/README.md. Locks are always taken in this order: periods by key, leases by key, everything else.

-- A UUID v7 (RFC 9562) of now, for entries that are born here.
CREATE OR REPLACE FUNCTION public.new_uuid() RETURNS uuid
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT encode(set_byte(timed.bytes, 6, (get_byte(timed.bytes, 6) & 15) | 112), 'hex')::uuid
  FROM (SELECT overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6) AS bytes) AS timed
$$;

-- What the posted calls of a scope cost from one instant to another; whole hours come from the hourly sums.
CREATE OR REPLACE FUNCTION public.budget_scope_spend(of uuid, kind text, value text, starts timestamptz, ends timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  first_hour timestamptz := date_trunc('hour', starts + interval '1 hour' - interval '1 microsecond', 'UTC');
  last_hour timestamptz := date_trunc('hour', ends, 'UTC');
  dims integer[];
  total numeric;
BEGIN
  IF kind = 'tag' THEN
    SELECT coalesce(sum(e.cost_nano_usd), 0) INTO total FROM public.usage_event AS e
    WHERE e.tenant_id = of AND e.occurred_at >= starts AND e.occurred_at < ends
      AND e.tags ->> split_part(value, '=', 1) = substr(value, strpos(value, '=') + 1);
    RETURN total;
  END IF;
  WITH RECURSIVE departments AS (
    SELECT d.id FROM public.department AS d WHERE kind = 'department' AND d.tenant_id = of AND d.id::text = value
    UNION SELECT d.id FROM public.department AS d JOIN departments AS up ON d.parent_id = up.id WHERE d.tenant_id = of
  ), teams AS (
    SELECT t.id FROM public.team AS t WHERE kind = 'team' AND t.tenant_id = of AND t.id::text = value
    UNION SELECT t.id FROM public.team AS t JOIN teams AS up ON t.parent_id = up.id WHERE t.tenant_id = of
  ), wanted AS (
    SELECT id::text AS name FROM departments UNION SELECT id::text FROM teams UNION SELECT value
  )
  SELECT coalesce(array_agg(d.id), '{}') INTO dims
  FROM public.usage_dimension AS d JOIN wanted ON d.value = wanted.name WHERE d.tenant_id = of AND d.kind = kind;
  IF last_hour < first_hour THEN
    last_hour := first_hour;
  END IF;
  SELECT coalesce(sum(cost), 0) INTO total FROM (
    SELECT h.cost_nano_usd AS cost FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= first_hour AND h.hour_at < last_hour AND (kind = 'tenant' OR CASE kind
      WHEN 'department' THEN h.department_dim WHEN 'team' THEN h.team_dim WHEN 'user' THEN h.user_dim
      WHEN 'key' THEN h.key_dim WHEN 'provider' THEN h.provider_dim WHEN 'model' THEN h.model_dim END = ANY(dims))
    UNION ALL
    SELECT e.cost_nano_usd FROM public.usage_event AS e
    WHERE e.tenant_id = of AND e.occurred_at >= starts AND e.occurred_at < ends
      AND (e.occurred_at < first_hour OR e.occurred_at >= last_hour) AND (kind = 'tenant' OR CASE kind
      WHEN 'department' THEN e.department_dim WHEN 'team' THEN e.team_dim WHEN 'user' THEN e.user_dim
      WHEN 'key' THEN e.key_dim WHEN 'provider' THEN e.provider_dim WHEN 'model' THEN e.model_dim END = ANY(dims))
  ) AS parts;
  RETURN total;
END
$$;

-- Makes the row of a period if it is missing. The first period of a budget begins with what its scope has spent in it;
-- the later ones begin with nothing, because every call in them is charged. The budget is locked against a change of its
-- limit meanwhile.
CREATE OR REPLACE FUNCTION public.open_budget_period(of uuid, budget uuid, starts timestamptz, ends timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  b public.budget%ROWTYPE;
  opening bigint := 0;
BEGIN
  IF EXISTS (SELECT FROM public.budget_period AS p WHERE p.tenant_id = of AND p.budget_id = budget AND p.period_start_at = starts) THEN
    RETURN;
  END IF;
  SELECT * INTO b FROM public.budget AS x WHERE x.tenant_id = of AND x.id = budget FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no budget %', budget USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM public.budget_period AS p WHERE p.tenant_id = of AND p.budget_id = budget) THEN
    opening := public.budget_scope_spend(of, b.scope_kind, b.scope_value, starts, ends);
  END IF;
  INSERT INTO public.budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd)
  VALUES (of, budget, starts, ends, public.budget_limit_in_force(b.limit_nano_usd, b.reserve_percent), opening)
  ON CONFLICT DO NOTHING;
  IF FOUND AND opening <> 0 THEN
    INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
    VALUES (of, public.new_uuid(), 'adjust', budget, starts, opening, 'Spent in the scope before the budget began');
  END IF;
END
$$;

-- The limit less the part that no call may use.
CREATE OR REPLACE FUNCTION public.budget_limit_in_force(nano_usd bigint, reserve_percent smallint) RETURNS bigint
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT nano_usd - ceil(nano_usd::numeric * reserve_percent / 100)::bigint $$;

-- After a change of a budget's limit or reserve: its periods that have not ended take it over. What is spent and leased
-- stays, so a lowered limit may lie below it. Of the transaction's tenant.
CREATE OR REPLACE FUNCTION public.apply_budget_limit(budget uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
  WITH due AS (
    SELECT p.tenant_id, p.budget_id, p.period_start_at, public.budget_limit_in_force(b.limit_nano_usd, b.reserve_percent) AS in_force
    FROM public.budget AS b JOIN public.budget_period AS p ON p.tenant_id = b.tenant_id AND p.budget_id = b.id
    WHERE b.tenant_id = (SELECT public.current_tenant()) AND b.id = budget AND p.period_end_at > now() AND p.closed_at IS NULL
    ORDER BY p.period_start_at FOR UPDATE OF p
  )
  UPDATE public.budget_period AS p
  SET limit_nano_usd = due.in_force, exceeded_at = CASE WHEN p.spent_nano_usd >= due.in_force THEN p.exceeded_at END
  FROM due WHERE p.tenant_id = due.tenant_id AND p.budget_id = due.budget_id AND p.period_start_at = due.period_start_at;
END
$$;

-- After a change of a budget's scope: its period that runs begins again with what the new scope has spent in it. Answers
-- the adjustment. Of the transaction's tenant.
CREATE OR REPLACE FUNCTION public.rescope_budget(budget uuid, starts timestamptz, ends timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  of uuid := public.current_tenant();
  b public.budget%ROWTYPE;
  spent bigint;
  change bigint;
BEGIN
  SELECT * INTO b FROM public.budget AS x WHERE x.tenant_id = of AND x.id = budget;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no budget %', budget USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM public.open_budget_period(of, budget, starts, ends);
  SELECT p.spent_nano_usd INTO spent FROM public.budget_period AS p
  WHERE p.tenant_id = of AND p.budget_id = budget AND p.period_start_at = starts FOR UPDATE;
  change := public.budget_scope_spend(of, b.scope_kind, b.scope_value, starts, ends) - spent;
  IF change <> 0 THEN
    UPDATE public.budget_period AS p SET spent_nano_usd = p.spent_nano_usd + change
    WHERE p.tenant_id = of AND p.budget_id = budget AND p.period_start_at = starts;
    INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
    VALUES (of, public.new_uuid(), 'adjust', budget, starts, change, 'The scope of the budget changed');
  END IF;
  RETURN change;
END
$$;

-- Makes missing periods and locks the named ones and the leases, in the order that everybody keeps.
CREATE OR REPLACE FUNCTION public.lock_budgets(
  tenants uuid[], budgets uuid[], starts timestamptz[], ends timestamptz[], lease_tenants uuid[], leases uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  missing record;
BEGIN
  FOR missing IN
    SELECT DISTINCT n.tenant_id, n.budget_id, n.starts_at, n.ends_at
    FROM unnest(tenants, budgets, starts, ends) AS n (tenant_id, budget_id, starts_at, ends_at)
    WHERE NOT EXISTS (SELECT FROM public.budget_period AS p
      WHERE p.tenant_id = n.tenant_id AND p.budget_id = n.budget_id AND p.period_start_at = n.starts_at)
    ORDER BY 1, 2, 3
  LOOP
    PERFORM public.open_budget_period(missing.tenant_id, missing.budget_id, missing.starts_at, missing.ends_at);
  END LOOP;
  PERFORM FROM public.budget_period AS p
  WHERE (p.tenant_id, p.budget_id, p.period_start_at) IN (SELECT * FROM unnest(tenants, budgets, starts))
  ORDER BY p.tenant_id, p.budget_id, p.period_start_at FOR UPDATE;
  PERFORM FROM public.lease AS l WHERE (l.tenant_id, l.id) IN (SELECT * FROM unnest(lease_tenants, leases))
  ORDER BY l.tenant_id, l.id FOR UPDATE;
END
$$;

-- REFILL. Grants between `least` and `most` to a lease, which is made when it is new; `expected` is the holder's count of its changes.
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
BEGIN
  amount := 0;
  PERFORM public.open_budget_period(of, budget, starts, ends);
  SELECT * INTO p FROM public.budget_period AS x WHERE x.tenant_id = of AND x.budget_id = budget AND x.period_start_at = starts FOR UPDATE;
  SELECT * INTO l FROM public.lease AS x WHERE x.tenant_id = of AND x.id = lease FOR UPDATE;
  IF l.id IS NULL AND expected = 0 THEN
    INSERT INTO public.lease AS x (tenant_id, id, budget_id, period_start_at, incarnation) VALUES (of, lease, budget, starts, holder)
    RETURNING x.* INTO l;
  END IF;
  IF l.id IS NULL OR l.seq < expected THEN
    outcome := 'behind';
  ELSIF l.seq > expected OR l.state IN ('closed', 'presumed') THEN
    outcome := 'fenced';
  ELSE
    room := p.limit_nano_usd - p.spent_nano_usd - p.leased_nano_usd;
    IF room >= least_nano_usd AND room > 0 THEN
      SELECT count(*) INTO holders FROM public.lease AS x
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
    UPDATE public.lease AS x
    SET granted_nano_usd = x.granted_nano_usd + amount, seq = x.seq + 1, state = 'open', seen_at = clock_timestamp(), recall_at = NULL
    WHERE x.tenant_id = of AND x.id = lease RETURNING x.* INTO l;
  END IF;
  granted := l.granted_nano_usd;
  seq := l.seq;
  state := l.state;
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

-- The holder's sign of life. Leases that somebody works on at this moment are left out; they are seen that way.
CREATE OR REPLACE FUNCTION public.see_leases(tenants uuid[], leases uuid[])
RETURNS TABLE (lease uuid, granted bigint, seq bigint, state text, at_ms float8)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH mine AS (
    SELECT l.tenant_id, l.id FROM public.lease AS l WHERE (l.tenant_id, l.id) IN (SELECT * FROM unnest(tenants, leases))
    ORDER BY l.tenant_id, l.id FOR UPDATE SKIP LOCKED
  )
  UPDATE public.lease AS l SET seen_at = clock_timestamp(), state = CASE l.state WHEN 'in_doubt' THEN 'open' ELSE l.state END
  FROM mine WHERE l.tenant_id = mine.tenant_id AND l.id = mine.id
  RETURNING l.id, l.granted_nano_usd, l.seq, l.state, (extract(epoch FROM clock_timestamp()) * 1000)::float8
$$;

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

-- POST, the part of budgets: what a posting's new events cost, by period (`entry` is the id of the ledger entry), and what
-- of each lease they used up. Everything was locked by lock_budgets at the beginning of the posting.
CREATE OR REPLACE FUNCTION public.charge_budgets(
  tenants uuid[], budgets uuid[], starts timestamptz[], kinds text[], amounts bigint[], overruns bigint[], batches uuid[], events uuid[],
  entries uuid[], lease_tenants uuid[], leases uuid[], covered bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, batch_id, usage_event_id)
  SELECT e.tenant_id, e.id, e.kind, e.budget_id, e.starts_at, e.amount, e.batch_id, e.event_id
  FROM unnest(tenants, entries, kinds, budgets, starts, amounts, batches, events)
    AS e (tenant_id, id, kind, budget_id, starts_at, amount, batch_id, event_id);

  -- Late evidence about a lease that was presumed spent takes the presumption back.
  INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
  SELECT l.tenant_id, public.new_uuid(), 'credit', l.budget_id, l.period_start_at, -sum(u.amount), 'Calls of a holder that had been presumed gone'
  FROM unnest(lease_tenants, leases, covered) AS u (tenant_id, id, amount)
  JOIN public.lease AS l ON l.tenant_id = u.tenant_id AND l.id = u.id
  WHERE l.state = 'presumed' AND u.amount <> 0 GROUP BY l.tenant_id, l.budget_id, l.period_start_at;

  WITH used AS (
    SELECT l.tenant_id, l.budget_id, l.period_start_at,
      sum(u.amount) FILTER (WHERE l.state IN ('open', 'in_doubt')) AS leased,
      sum(u.amount) FILTER (WHERE l.state = 'presumed') AS presumed,
      -- Nothing stands behind it any more: the limit may be passed by it.
      sum(greatest(0, u.amount)) FILTER (WHERE l.state = 'closed') AS uncovered
    FROM unnest(lease_tenants, leases, covered) AS u (tenant_id, id, amount)
    JOIN public.lease AS l ON l.tenant_id = u.tenant_id AND l.id = u.id GROUP BY 1, 2, 3
  ), cost AS (
    SELECT e.tenant_id, e.budget_id, e.starts_at AS period_start_at, sum(e.amount) AS amount, sum(e.overrun) AS overrun
    FROM unnest(tenants, budgets, starts, amounts, overruns) AS e (tenant_id, budget_id, starts_at, amount, overrun) GROUP BY 1, 2, 3
  ), moved AS (
    UPDATE public.budget_period AS p SET
      spent_nano_usd = p.spent_nano_usd + m.amount - m.presumed,
      leased_nano_usd = p.leased_nano_usd - m.leased,
      overrun_nano_usd = p.overrun_nano_usd + m.overrun + m.uncovered,
      exceeded_at = CASE WHEN p.spent_nano_usd + m.amount - m.presumed >= p.limit_nano_usd THEN coalesce(p.exceeded_at, clock_timestamp())
        ELSE p.exceeded_at END
    FROM (SELECT tenant_id, budget_id, period_start_at, coalesce(c.amount, 0) AS amount, coalesce(c.overrun, 0) AS overrun,
      coalesce(u.leased, 0) AS leased, coalesce(u.presumed, 0) AS presumed, coalesce(u.uncovered, 0) AS uncovered
      FROM cost AS c FULL JOIN used AS u USING (tenant_id, budget_id, period_start_at)) AS m
    WHERE p.tenant_id = m.tenant_id AND p.budget_id = m.budget_id AND p.period_start_at = m.period_start_at
    RETURNING p.tenant_id, p.budget_id, p.period_start_at, p.spent_nano_usd, p.limit_nano_usd
  ), crossed AS (
    INSERT INTO public.budget_crossing AS c (tenant_id, budget_id, period_start_at, percent, spent_nano_usd, limit_nano_usd)
    SELECT m.tenant_id, m.budget_id, m.period_start_at, (t ->> 'percent')::smallint, m.spent_nano_usd, m.limit_nano_usd
    FROM moved AS m JOIN public.budget AS b ON b.tenant_id = m.tenant_id AND b.id = m.budget_id
    CROSS JOIN LATERAL jsonb_array_elements(b.thresholds) AS t
    WHERE m.spent_nano_usd > 0 AND m.spent_nano_usd::numeric * 100 >= m.limit_nano_usd::numeric * (t ->> 'percent')::smallint
    ON CONFLICT DO NOTHING RETURNING c.tenant_id, c.budget_id, c.period_start_at, c.percent
  )
  INSERT INTO public.outbox_event (tenant_id, id, name, payload)
  SELECT c.tenant_id, public.new_uuid(), 'budget.threshold_crossed', jsonb_build_object(
    'budget_id', c.budget_id, 'period_start', to_char(c.period_start_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'percent', c.percent)
  FROM crossed AS c;

  UPDATE public.lease AS l SET
    posted_nano_usd = l.posted_nano_usd + CASE WHEN l.state = 'closed' THEN 0 ELSE u.amount END,
    presumed_nano_usd = l.presumed_nano_usd - CASE WHEN l.state = 'presumed' THEN u.amount ELSE 0 END
  FROM (SELECT tenant_id, id, sum(amount) AS amount
    FROM unnest(lease_tenants, leases, covered) AS c (tenant_id, id, amount) GROUP BY 1, 2) AS u
  WHERE l.tenant_id = u.tenant_id AND l.id = u.id;
END
$$;

-- DIRECT: holds exactly the amounts for one call, all or none, in the row of its reservation. A further attempt of the same
-- call names all it needs, and the difference is taken; so the same call asked twice holds once. Answers a row for each
-- budget; nothing was held if any of them is short.
CREATE OR REPLACE FUNCTION public.reserve_budgets(
  of uuid, call uuid, holder uuid, bound bigint, hold jsonb, budgets uuid[], starts timestamptz[], ends timestamptz[], amounts bigint[])
RETURNS TABLE (budget uuid, is_short boolean, spent bigint, leased bigint, in_force bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  held jsonb;
  p public.budget_period%ROWTYPE;
  b public.budget%ROWTYPE;
  more bigint[] := amounts;
  short boolean[] := '{}';
  i integer;
BEGIN
  PERFORM public.lock_budgets(array_fill(of, ARRAY[cardinality(budgets)]), budgets, starts, ends, '{}', '{}');
  SELECT r.hold -> 'parts' INTO held FROM public.reservation AS r WHERE r.tenant_id = of AND r.id = call AND r.state = 'held' FOR UPDATE;
  FOR i IN 1 .. cardinality(budgets) LOOP
    SELECT * INTO p FROM public.budget_period AS x WHERE x.tenant_id = of AND x.budget_id = budgets[i] AND x.period_start_at = starts[i];
    SELECT * INTO b FROM public.budget AS x WHERE x.tenant_id = of AND x.id = budgets[i];
    more[i] := greatest(0, amounts[i] - (SELECT coalesce(sum(d.amount), 0) FROM public.direct_parts(held) AS d
      WHERE d.budget_id = budgets[i] AND d.starts_at = starts[i]));
    short[i] := more[i] > p.limit_nano_usd - p.spent_nano_usd - p.leased_nano_usd AND NOT (b.enforcement = 'grace'
      AND clock_timestamp() < coalesce(p.exceeded_at, clock_timestamp()) + make_interval(hours => b.grace_hours));
    IF short[i] THEN
      PERFORM public.recall_leases(of, budgets[i], starts[i], NULL);
    END IF;
  END LOOP;
  IF NOT true = ANY(short) THEN
    FOR i IN 1 .. cardinality(budgets) LOOP
      UPDATE public.budget_period AS x SET leased_nano_usd = x.leased_nano_usd + more[i],
        exceeded_at = CASE WHEN x.spent_nano_usd + x.leased_nano_usd + more[i] > x.limit_nano_usd THEN coalesce(x.exceeded_at, clock_timestamp())
          ELSE x.exceeded_at END
      WHERE x.tenant_id = of AND x.budget_id = budgets[i] AND x.period_start_at = starts[i];
    END LOOP;
    INSERT INTO public.reservation AS r (tenant_id, id, incarnation, amount_nano_usd, hold) VALUES (of, call, holder, bound, hold)
    ON CONFLICT (tenant_id, id) DO UPDATE SET amount_nano_usd = excluded.amount_nano_usd, hold = excluded.hold, seen_at = now()
    WHERE r.state = 'held';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the call % has ended already', call USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
  END IF;
  FOR i IN 1 .. cardinality(budgets) LOOP
    SELECT x.budget_id, short[i], x.spent_nano_usd, x.leased_nano_usd, x.limit_nano_usd INTO budget, is_short, spent, leased, in_force
    FROM public.budget_period AS x WHERE x.tenant_id = of AND x.budget_id = budgets[i] AND x.period_start_at = starts[i];
    RETURN NEXT;
  END LOOP;
END
$$;

-- What a reservation itself holds, from the parts of its hold; parts of leases are the leases' business.
CREATE OR REPLACE FUNCTION public.direct_parts(parts jsonb) RETURNS TABLE (budget_id uuid, starts_at timestamptz, ends_at timestamptz, amount bigint)
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT (p ->> 'budgetId')::uuid, to_timestamp((p ->> 'periodStartMs')::float8 / 1000), to_timestamp((p ->> 'periodEndMs')::float8 / 1000),
    (p ->> 'amountNanoUsd')::bigint
  FROM jsonb_array_elements(coalesce(parts, '[]')) AS p WHERE p ->> 'kind' = 'direct'
$$;

-- Ends reservations, and gives back what those held that are not ended yet. A settlement that comes after the sweep says so;
-- with `ending` null, as of calls that were never dispatched, nothing of them stays.
CREATE OR REPLACE FUNCTION public.end_reservations(tenants uuid[], calls uuid[], ending text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
  PERFORM FROM public.budget_period AS p
  WHERE (p.tenant_id, p.budget_id, p.period_start_at) IN (
    SELECT r.tenant_id, d.budget_id, d.starts_at FROM public.reservation AS r CROSS JOIN LATERAL public.direct_parts(r.hold -> 'parts') AS d
    WHERE (r.tenant_id, r.id) IN (SELECT * FROM unnest(tenants, calls)) AND r.state = 'held')
  ORDER BY p.tenant_id, p.budget_id, p.period_start_at FOR UPDATE;
  WITH ended AS (
    UPDATE public.reservation AS r SET state = ending, seen_at = now()
    WHERE ending IS NOT NULL AND (r.tenant_id, r.id) IN (SELECT * FROM unnest(tenants, calls)) AND r.state = 'held'
    RETURNING r.tenant_id, r.hold -> 'parts' AS parts
  ), dropped AS (
    DELETE FROM public.reservation AS r
    WHERE ending IS NULL AND (r.tenant_id, r.id) IN (SELECT * FROM unnest(tenants, calls)) AND r.state = 'held'
    RETURNING r.tenant_id, r.hold -> 'parts' AS parts
  ), freed AS (
    SELECT e.tenant_id, d.budget_id, d.starts_at, sum(d.amount) AS amount
    FROM (SELECT * FROM ended UNION ALL SELECT * FROM dropped) AS e CROSS JOIN LATERAL public.direct_parts(e.parts) AS d GROUP BY 1, 2, 3
  )
  UPDATE public.budget_period AS p SET leased_nano_usd = p.leased_nano_usd - freed.amount
  FROM freed WHERE p.tenant_id = freed.tenant_id AND p.budget_id = freed.budget_id AND p.period_start_at = freed.starts_at;
  IF ending = 'settled' THEN
    UPDATE public.reservation AS r SET state = ending, seen_at = now()
    WHERE (r.tenant_id, r.id) IN (SELECT * FROM unnest(tenants, calls)) AND r.state = 'interrupted';
  END IF;
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

-- Closes periods that have ended and of which nothing is held, or that ended 48 hours ago; answers how many.
CREATE OR REPLACE FUNCTION public.close_budget_periods() RETURNS integer
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  WITH due AS (
    SELECT p.tenant_id, p.budget_id, p.period_start_at FROM public.budget_period AS p
    WHERE p.closed_at IS NULL AND p.period_end_at < clock_timestamp()
      AND (p.leased_nano_usd = 0 OR p.period_end_at < clock_timestamp() - interval '48 hours')
    ORDER BY p.tenant_id, p.budget_id, p.period_start_at LIMIT 1000 FOR UPDATE SKIP LOCKED
  ), closed AS (
    UPDATE public.budget_period AS p SET closed_at = clock_timestamp()
    FROM due WHERE p.tenant_id = due.tenant_id AND p.budget_id = due.budget_id AND p.period_start_at = due.period_start_at RETURNING 1
  )
  SELECT count(*)::integer FROM closed
$$;
