-- Whose an API token, an access token or the secret of an OAuth client is; see lookup.sql for the rules of look-ups.

CREATE OR REPLACE FUNCTION public.lookup_api_token(hash text) RETURNS TABLE (tenant_id uuid, token_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.tenant_id, t.id FROM public.api_token AS t WHERE t.token_hash = hash LIMIT 1
$$;

CREATE OR REPLACE FUNCTION public.lookup_oauth_token(hash text) RETURNS TABLE (tenant_id uuid, token_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.tenant_id, t.id FROM public.oauth_token AS t WHERE t.token_hash = hash LIMIT 1
$$;

-- By the secret in force or by the one before it; says nothing about whether that still counts.
CREATE OR REPLACE FUNCTION public.lookup_oauth_client(hash text) RETURNS TABLE (tenant_id uuid, client_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT c.tenant_id, c.id FROM public.oauth_client AS c WHERE c.secret_hash = hash OR c.former_secret_hash = hash LIMIT 1
$$;
