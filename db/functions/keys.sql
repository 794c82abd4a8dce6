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
