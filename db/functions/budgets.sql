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
    SELECT coalesce(sum(e.cost_nano_usd + coalesce((SELECT sum(c.amount_nano_usd) FROM public.usage_correction AS c
      WHERE c.tenant_id = e.tenant_id AND c.occurred_at = e.occurred_at AND c.event_id = e.id), 0)), 0) INTO total FROM public.usage_event AS e
    WHERE e.tenant_id = of AND e.occurred_at >= starts AND e.occurred_at < ends
      AND e.tags ->> split_part(value, '=', 1) = substr(value, strpos(value, '=') + 1);
    RETURN total;
  END IF;
  IF last_hour < first_hour THEN
    last_hour := first_hour;
  END IF;
  IF kind = 'cost_center' THEN
    -- All of a call from the hourly sums; a share of it call by call, because each was split by itself.
    SELECT coalesce(sum(cost), 0) INTO total FROM (
      SELECT h.cost_nano_usd AS cost FROM public.usage_hour AS h
      JOIN public.usage_dimension AS d ON d.tenant_id = of AND d.id = h.cost_centers_dim AND d.value = value || '=1000000'
      WHERE h.tenant_id = of AND h.hour_at >= first_hour AND h.hour_at < last_hour
      UNION ALL
      SELECT public.cost_share(e.cost_nano_usd + coalesce((SELECT sum(c.amount_nano_usd) FROM public.usage_correction AS c
        WHERE c.tenant_id = e.tenant_id AND c.occurred_at = e.occurred_at AND c.event_id = e.id), 0)::bigint, d.value, value) FROM public.usage_event AS e
      JOIN public.usage_dimension AS d ON d.tenant_id = of AND d.id = e.cost_centers_dim AND strpos(d.value, value || '=') > 0
      WHERE e.tenant_id = of AND e.occurred_at >= starts AND e.occurred_at < ends AND e.cost_centers_dim <> 0
        AND (d.value <> value || '=1000000' OR e.occurred_at < first_hour OR e.occurred_at >= last_hour)
    ) AS parts;
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
  SELECT coalesce(sum(cost), 0) INTO total FROM (
    SELECT h.cost_nano_usd AS cost FROM public.usage_hour AS h
    WHERE h.tenant_id = of AND h.hour_at >= first_hour AND h.hour_at < last_hour AND (kind = 'tenant' OR CASE kind
      WHEN 'department' THEN h.department_dim WHEN 'team' THEN h.team_dim WHEN 'user' THEN h.user_dim
      WHEN 'key' THEN h.key_dim WHEN 'project' THEN h.project_dim WHEN 'environment' THEN h.environment_dim WHEN 'provider' THEN h.provider_dim WHEN 'model' THEN h.model_dim END = ANY(dims))
    UNION ALL
    SELECT e.cost_nano_usd + coalesce((SELECT sum(c.amount_nano_usd) FROM public.usage_correction AS c
      WHERE c.tenant_id = e.tenant_id AND c.occurred_at = e.occurred_at AND c.event_id = e.id), 0) FROM public.usage_event AS e
    WHERE e.tenant_id = of AND e.occurred_at >= starts AND e.occurred_at < ends
      AND (e.occurred_at < first_hour OR e.occurred_at >= last_hour) AND (kind = 'tenant' OR CASE kind
      WHEN 'department' THEN e.department_dim WHEN 'team' THEN e.team_dim WHEN 'user' THEN e.user_dim
      WHEN 'key' THEN e.key_dim WHEN 'project' THEN e.project_dim WHEN 'environment' THEN e.environment_dim WHEN 'provider' THEN e.provider_dim WHEN 'model' THEN e.model_dim END = ANY(dims))
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
  VALUES (of, budget, starts, ends, greatest(public.budget_limit_in_force(b.limit_nano_usd, b.reserve_percent) + public.budget_loans(of, budget, starts), 0), opening)
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

-- What loans add to the limit of a budget in one period: what it borrowed less what it lent.
CREATE OR REPLACE FUNCTION public.budget_loans(of uuid, budget uuid, starts timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(sum(CASE WHEN l.borrower_budget_id = $2 THEN l.amount_nano_usd - l.returned_nano_usd ELSE l.returned_nano_usd - l.amount_nano_usd END), 0)::bigint
  FROM public.budget_loan AS l WHERE l.tenant_id = $1 AND l.period_start_at = $3 AND (l.borrower_budget_id = $2 OR l.lender_budget_id = $2)
$$;

-- What budgets may still take in a period: limit less what is spent and leased. Their rows are made where no call needed
-- them yet, and held until the transaction ends. Of the transaction's tenant; budgets in order of their ids.
CREATE OR REPLACE FUNCTION public.lock_budget_rooms(budgets uuid[], starts timestamptz, ends timestamptz) RETURNS TABLE (budget uuid, room bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  of uuid := public.current_tenant();
  one uuid;
BEGIN
  FOREACH one IN ARRAY budgets LOOP
    PERFORM public.open_budget_period(of, one, starts, ends);
  END LOOP;
  RETURN QUERY SELECT p.budget_id, p.limit_nano_usd - p.spent_nano_usd - p.leased_nano_usd FROM public.budget_period AS p
    WHERE p.tenant_id = of AND p.budget_id = ANY(budgets) AND p.period_start_at = starts ORDER BY p.budget_id FOR UPDATE;
END
$$;

-- After a change of a budget's limit, reserve or loans: its periods that have not ended take it over. What is spent and leased
-- stays, so a lowered limit may lie below it. Of the transaction's tenant.
CREATE OR REPLACE FUNCTION public.apply_budget_limit(budget uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
  WITH due AS (
    SELECT p.tenant_id, p.budget_id, p.period_start_at, greatest(public.budget_limit_in_force(b.limit_nano_usd, b.reserve_percent) + public.budget_loans(b.tenant_id, b.id, p.period_start_at), 0) AS in_force
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

-- Begins the periods of a new budget that have not ended with what another has spent in its own, which are of the same time:
-- what limits a key that is being replaced goes on where it was. Of the transaction's tenant.
CREATE OR REPLACE FUNCTION public.copy_budget_periods(source uuid, target uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  WITH copied AS (
    INSERT INTO public.budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd, overrun_nano_usd, exceeded_at)
    SELECT p.tenant_id, target, p.period_start_at, p.period_end_at, p.limit_nano_usd, p.spent_nano_usd, p.overrun_nano_usd, p.exceeded_at
    FROM public.budget_period AS p
    WHERE p.tenant_id = (SELECT public.current_tenant()) AND p.budget_id = source AND p.period_end_at > now() AND p.closed_at IS NULL
    ON CONFLICT DO NOTHING RETURNING tenant_id, period_start_at, spent_nano_usd
  )
  INSERT INTO public.ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, reason)
  SELECT c.tenant_id, public.new_uuid(), 'adjust', target, c.period_start_at, c.spent_nano_usd, 'Spent before the key was replaced'
  FROM copied AS c WHERE c.spent_nano_usd <> 0;
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
