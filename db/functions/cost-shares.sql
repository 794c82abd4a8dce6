-- What one cost center bears of an amount, by the largest remainder: the same arithmetic as lib/cost-centers/split-amount.ts,
-- which a test compares it with. `shares` is the name that usage rows carry: `<uuid>=<parts of a million>`, joined by commas.
CREATE OR REPLACE FUNCTION public.cost_share(amount bigint, shares text, center text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH share AS (
    SELECT place, split_part(pair, '=', 1) AS id, split_part(pair, '=', 2)::numeric AS weight
    FROM unnest(string_to_array(shares, ',')) WITH ORDINALITY AS p (pair, place)
  ), quota AS (
    SELECT id, place, div(abs(amount::numeric) * weight, sum(weight) OVER ()) AS part,
      mod(abs(amount::numeric) * weight, sum(weight) OVER ()) AS remainder
    FROM share
  ), ranked AS (
    SELECT id, part, row_number() OVER (ORDER BY remainder DESC, place) AS rank, abs(amount::numeric) - sum(part) OVER () AS rest FROM quota
  )
  SELECT coalesce((sign(amount::numeric) * sum(part + CASE WHEN rank <= rest THEN 1 ELSE 0 END))::bigint, 0) FROM ranked WHERE id = center
$$;
