-- What postings book to budgets, and holds that lie in the database itself. Locks are taken as budgets.sql says.

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
    SELECT DISTINCT m.tenant_id, m.budget_id, m.period_start_at, t.percent::smallint, m.spent_nano_usd, m.limit_nano_usd
    FROM moved AS m JOIN public.budget AS b ON b.tenant_id = m.tenant_id AND b.id = m.budget_id
    -- Whatever was written there must not hold up a posting.
    CROSS JOIN LATERAL (
      SELECT CASE WHEN jsonb_typeof(j -> 'percent') = 'number' THEN (j ->> 'percent')::numeric END AS percent
      FROM jsonb_array_elements(CASE jsonb_typeof(b.thresholds) WHEN 'array' THEN b.thresholds ELSE '[]' END) AS j
    ) AS t
    WHERE t.percent BETWEEN 0 AND 30000 AND m.spent_nano_usd > 0
      AND m.spent_nano_usd::numeric * 100 >= m.limit_nano_usd::numeric * t.percent
    ON CONFLICT DO NOTHING RETURNING c.tenant_id, c.budget_id, c.period_start_at, c.percent
  ), told AS (
    INSERT INTO public.outbox_event (tenant_id, id, name, payload)
    SELECT c.tenant_id, public.new_uuid(), 'budget.threshold_crossed', jsonb_build_object(
      'budget_id', c.budget_id, 'period_start', to_char(c.period_start_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'percent', c.percent)
    FROM crossed AS c
  ), acting AS (
    SELECT DISTINCT c.tenant_id FROM crossed AS c JOIN public.budget AS b ON b.tenant_id = c.tenant_id AND b.id = c.budget_id
    WHERE EXISTS (
      SELECT FROM jsonb_array_elements(CASE jsonb_typeof(b.thresholds) WHEN 'array' THEN b.thresholds ELSE '[]' END) AS j
      WHERE CASE WHEN jsonb_typeof(j -> 'percent') = 'number' THEN (j ->> 'percent')::numeric END = c.percent
        AND j -> 'actions' ?| ARRAY['require_approval', 'throttle', 'downgrade', 'restrict'])
    ORDER BY c.tenant_id
  )
  -- Processes read the budgets again, because some threshold does something to calls from now on. Whoever changes a budget
  -- moves the version last, too.
  INSERT INTO public.config_version AS v (tenant_id, section) SELECT a.tenant_id, 'budgets' FROM acting AS a
  ON CONFLICT (tenant_id, section) DO UPDATE SET version = v.version + 1, updated_at = now();

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
  -- Holds only grow: one that would shrink is an earlier attempt's, which a later one has overtaken.
  IF EXISTS (SELECT FROM public.direct_parts(held) AS d WHERE NOT EXISTS (
    SELECT FROM unnest(budgets, starts, amounts) AS n (budget_id, starts_at, amount)
    WHERE n.budget_id = d.budget_id AND n.starts_at = d.starts_at AND n.amount >= d.amount)) THEN
    RAISE EXCEPTION 'a later attempt of the call % holds already', call USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
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

-- DIRECT for several calls in one commit; each of `calls` is a hold as it is kept in its reservation. Where all of them fit and
-- none has held before, which is the usual case, each budget is changed once; else they are held one after the other, as if
-- each had come alone. Answers a row for each budget that is short of a call; of that call nothing was held.
CREATE OR REPLACE FUNCTION public.reserve_calls(holder uuid, calls jsonb)
RETURNS TABLE (call uuid, budget uuid, spent bigint, leased bigint, in_force bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  tenants uuid[];
  budgets uuid[];
  starts timestamptz[];
  ends timestamptz[];
  amounts bigint[];
  one jsonb;
BEGIN
  SELECT coalesce(array_agg(n.tenant_id), '{}'), coalesce(array_agg(n.budget_id), '{}'), coalesce(array_agg(n.starts_at), '{}'),
    coalesce(array_agg(n.ends_at), '{}'), coalesce(array_agg(n.amount), '{}')
  INTO tenants, budgets, starts, ends, amounts
  FROM (SELECT (c -> 'attribution' ->> 'tenantId')::uuid AS tenant_id, d.budget_id, d.starts_at, d.ends_at, sum(d.amount)::bigint AS amount
    FROM jsonb_array_elements(calls) AS c CROSS JOIN LATERAL public.direct_parts(c -> 'parts') AS d GROUP BY 1, 2, 3, 4) AS n;
  -- All of them at once, because one call's after another's would not keep the order of locks.
  PERFORM public.lock_budgets(tenants, budgets, starts, ends, '{}', '{}');
  IF NOT EXISTS (
    SELECT FROM unnest(tenants, budgets, starts, amounts) AS n (tenant_id, budget_id, starts_at, amount)
    LEFT JOIN public.budget_period AS p ON p.tenant_id = n.tenant_id AND p.budget_id = n.budget_id AND p.period_start_at = n.starts_at
    WHERE (n.amount <= p.limit_nano_usd - p.spent_nano_usd - p.leased_nano_usd) IS NOT TRUE
  ) AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(calls) AS c
    JOIN public.reservation AS r ON r.tenant_id = (c -> 'attribution' ->> 'tenantId')::uuid AND r.id = (c ->> 'id')::uuid
  ) THEN
    UPDATE public.budget_period AS p SET leased_nano_usd = p.leased_nano_usd + n.amount
    FROM unnest(tenants, budgets, starts, amounts) AS n (tenant_id, budget_id, starts_at, amount)
    WHERE p.tenant_id = n.tenant_id AND p.budget_id = n.budget_id AND p.period_start_at = n.starts_at;
    INSERT INTO public.reservation (tenant_id, id, incarnation, amount_nano_usd, hold)
    SELECT (c -> 'attribution' ->> 'tenantId')::uuid, (c ->> 'id')::uuid, holder, (c ->> 'boundNanoUsd')::bigint, c
    FROM jsonb_array_elements(calls) AS c;
    RETURN;
  END IF;
  FOR one IN SELECT c FROM jsonb_array_elements(calls) AS c LOOP
    SELECT coalesce(array_agg(d.budget_id), '{}'), coalesce(array_agg(d.starts_at), '{}'), coalesce(array_agg(d.ends_at), '{}'),
      coalesce(array_agg(d.amount), '{}')
    INTO budgets, starts, ends, amounts FROM public.direct_parts(one -> 'parts') AS d;
    RETURN QUERY SELECT (one ->> 'id')::uuid, r.budget, r.spent, r.leased, r.in_force
    FROM public.reserve_budgets((one -> 'attribution' ->> 'tenantId')::uuid, (one ->> 'id')::uuid, holder, (one ->> 'boundNanoUsd')::bigint,
      one, budgets, starts, ends, amounts) AS r WHERE r.is_short;
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
