-- Notes when keys were last used, for the role that posts usage and may not see keys. A key is written at most once a
-- minute; one that somebody is changing now is left for the next posting.
CREATE OR REPLACE FUNCTION public.mark_keys_used(tenant_ids uuid[], key_ids uuid[], used_ats timestamptz[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  UPDATE public.virtual_key AS k
  SET last_used_at = due.used_at
  FROM (
    SELECT v.tenant_id, v.id, used.used_at
    FROM (
      SELECT tenant_id, key_id, max(used_at) AS used_at
      FROM unnest(tenant_ids, key_ids, used_ats) AS u (tenant_id, key_id, used_at)
      GROUP BY tenant_id, key_id
    ) AS used
    JOIN public.virtual_key AS v ON v.tenant_id = used.tenant_id AND v.id = used.key_id
    WHERE v.last_used_at IS NULL OR v.last_used_at < used.used_at - interval '1 minute'
    ORDER BY v.tenant_id, v.id
    FOR UPDATE OF v SKIP LOCKED
  ) AS due
  WHERE k.tenant_id = due.tenant_id AND k.id = due.id
$$;

-- The rule of rotation that counts for a key: that of its kind, else the organization's; its team's in its place where that asks
-- for no less, so that nobody below loosens what was set above.
CREATE OR REPLACE FUNCTION public.key_rotation_rule(of_tenant uuid, of_kind text, of_team uuid) RETURNS uuid
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  WITH wide AS (
    SELECT p.id, p.rotate_every_days, p.enforced, p.overlap_days FROM public.key_policy AS p
    WHERE p.tenant_id = of_tenant AND (p.scope_kind = 'tenant' OR p.scope_kind = 'kind' AND p.scope_value = of_kind)
    ORDER BY CASE p.scope_kind WHEN 'kind' THEN 0 ELSE 1 END LIMIT 1
  ), own AS (
    SELECT p.id FROM public.key_policy AS p LEFT JOIN wide ON true
    WHERE p.tenant_id = of_tenant AND p.scope_kind = 'team' AND p.scope_value = of_team::text
      AND p.rotate_every_days <= coalesce(wide.rotate_every_days, p.rotate_every_days)
      AND (wide.enforced IS NOT TRUE OR wide.rotate_every_days IS NULL OR p.enforced AND p.overlap_days <= wide.overlap_days)
  )
  SELECT coalesce((SELECT own.id FROM own), (SELECT wide.id FROM wide))
$$;
