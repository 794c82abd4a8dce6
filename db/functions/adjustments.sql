-- Books an adjustment of the transaction's tenant, once: to the tenant's own account unless it is about a budget alone, and to
-- each named budget. `starts` and `ends` are of the periods it is meant for, `now_starts` and `now_ends` of those that run:
-- a period that is closed, or was never opened, is not the one to book to. Answers whether any was moved for that.
CREATE OR REPLACE FUNCTION public.book_adjustment(
  adjustment uuid, budgets uuid[], starts timestamptz[], ends timestamptz[], now_starts timestamptz[], now_ends timestamptz[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  of uuid := public.current_tenant();
  a public.adjustment%ROWTYPE;
  tenants uuid[] := array_fill(of, ARRAY[cardinality(budgets)]);
  chosen timestamptz[] := now_starts;
  moved boolean := false;
  i integer;
BEGIN
  SELECT * INTO a FROM public.adjustment AS x WHERE x.tenant_id = of AND x.id = adjustment FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no adjustment %', adjustment USING ERRCODE = 'foreign_key_violation';
  END IF;
  IF EXISTS (SELECT FROM public.ledger_entry AS e WHERE e.tenant_id = of AND e.batch_id = adjustment AND e.kind IN ('adjust', 'credit', 'rerate')) THEN
    RETURN a.is_moved;
  END IF;
  IF cardinality(budgets) > 0 THEN
    -- The running periods are made where they are missing; those of the past are not.
    PERFORM public.lock_budgets(array_agg(of), array_agg(n.budget_id), array_agg(n.starts_at), array_agg(n.ends_at), '{}', '{}')
    FROM (
      SELECT r.budget_id, r.starts_at, r.ends_at FROM unnest(budgets, now_starts, now_ends) AS r (budget_id, starts_at, ends_at)
      UNION
      SELECT m.budget_id, m.starts_at, m.ends_at FROM unnest(budgets, starts, ends) AS m (budget_id, starts_at, ends_at)
      WHERE EXISTS (SELECT FROM public.budget_period AS p
        WHERE p.tenant_id = of AND p.budget_id = m.budget_id AND p.period_start_at = m.starts_at)
    ) AS n;
    FOR i IN 1 .. cardinality(budgets) LOOP
      IF EXISTS (SELECT FROM public.budget_period AS p
        WHERE p.tenant_id = of AND p.budget_id = budgets[i] AND p.period_start_at = starts[i] AND p.closed_at IS NULL) THEN
        chosen[i] := starts[i];
      ELSE
        moved := true;
      END IF;
    END LOOP;
    -- The budget of a cost center pays the share that its center bears, as of a call.
    PERFORM public.charge_budgets(tenants, budgets, chosen, array_fill(a.kind, ARRAY[cardinality(budgets)]),
      (SELECT array_agg(CASE WHEN b.scope_kind = 'cost_center' AND a.cost_shares IS NOT NULL
          THEN public.cost_share(a.amount_nano_usd, a.cost_shares, b.scope_value) ELSE a.amount_nano_usd END ORDER BY n.place)
        FROM unnest(budgets) WITH ORDINALITY AS n (id, place) JOIN public.budget AS b ON b.tenant_id = of AND b.id = n.id), array_fill(0::bigint, ARRAY[cardinality(budgets)]),
      array_fill(a.id, ARRAY[cardinality(budgets)]), array_fill(NULL::uuid, ARRAY[cardinality(budgets)]),
      (SELECT array_agg(public.new_uuid()) FROM generate_series(1, cardinality(budgets))), '{}', '{}', '{}');
  END IF;
  IF a.scope_kind <> 'budget' THEN
    INSERT INTO public.ledger_entry (tenant_id, id, kind, amount_nano_usd, reason, batch_id)
    VALUES (of, public.new_uuid(), a.kind, a.amount_nano_usd, a.reason, a.id);
  END IF;
  UPDATE public.adjustment AS x SET is_moved = moved WHERE x.tenant_id = of AND x.id = adjustment AND moved;
  RETURN moved;
END
$$;
