-- The tenant whose sums a tool may read, or null. Its token is `<tenant>.<token id>.<HMAC>`, signed over 'bi:' and what comes before
-- the HMAC, so that no tenant token (functions/current-tenant.sql) is one and none of these is a tenant token. Compared as there;
-- nothing is cast before the signature has been found good. A token that was revoked or has expired shows nothing at once, and none
-- shows anything to another database user than that of its organization's tools (db/bi-login.ts): users see the statements of their
-- own sessions in pg_stat_activity, tokens in them.
CREATE OR REPLACE FUNCTION public.bi_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE
    WHEN sha256(k.outer_pad || convert_to(substr(given.token, 74), 'UTF8'))
       = sha256(k.outer_pad || convert_to(
           '.' || encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to('bi:' || left(given.token, 73), 'UTF8'))), 'hex'), 'UTF8'))
    THEN (
      SELECT t.tenant_id FROM public.bi_token AS t
      JOIN public.tenant AS o ON o.tenant_id = t.tenant_id AND o.status = 'active'
      WHERE t.tenant_id = left(given.token, 36)::uuid AND t.id = substr(given.token, 38, 36)::uuid
        AND t.revoked_at IS NULL AND t.expires_at > now()
        AND session_user = current_database() || '_bi_' || replace(t.tenant_id::text, '-', '')
    )
  END
  FROM public.tenant_token_key AS k, (SELECT current_setting('tollgate.bi', true) AS token) AS given
$$;
