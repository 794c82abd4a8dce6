-- Who something secret belongs to. The lookup role has these functions and no table; they answer ids only, and the rest is
-- read in the tenant that they name.

-- A virtual key by its own secret, or the loan of one by the borrower's.
CREATE OR REPLACE FUNCTION public.lookup_key(hash text) RETURNS TABLE (tenant_id uuid, key_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  (SELECT k.tenant_id, k.id FROM public.virtual_key AS k WHERE k.key_hash = hash LIMIT 1)
  UNION ALL (SELECT l.tenant_id, l.id FROM public.key_loan AS l WHERE l.key_hash = hash LIMIT 1)
  LIMIT 1
$$;

CREATE OR REPLACE FUNCTION public.lookup_session(hash text) RETURNS TABLE (tenant_id uuid, session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT s.tenant_id, s.id FROM public.session AS s WHERE s.secret_hash = hash LIMIT 1
$$;

-- The accounts of an address, in all tenants or in the one with the slug, oldest tenant first. Says nothing about whether
-- they may sign in.
CREATE OR REPLACE FUNCTION public.lookup_sign_in(address text, slug text) RETURNS TABLE (tenant_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT u.tenant_id, u.id
  FROM public.user_account AS u
  JOIN public.tenant AS t ON t.tenant_id = u.tenant_id
  WHERE lower(u.email) = lower(address) AND (lookup_sign_in.slug IS NULL OR t.slug = lower(lookup_sign_in.slug))
  ORDER BY t.created_at, u.tenant_id
  LIMIT 20
$$;

-- Whose identity provider this is, whatever its status.
CREATE OR REPLACE FUNCTION public.lookup_sso_connection(connection uuid) RETURNS TABLE (tenant_id uuid, connection_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT c.tenant_id, c.id FROM public.sso_connection AS c WHERE c.id = connection LIMIT 1
$$;

-- Whose a proved e-mail domain is, and where its people sign in; nothing for domains that nobody has proved. Whoever proved it
-- first has it.
CREATE OR REPLACE FUNCTION public.lookup_sso_domain(name text) RETURNS TABLE (tenant_id uuid, connection_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT d.tenant_id, d.connection_id
  FROM public.sso_domain AS d
  WHERE d.domain = lower(name) AND d.verified_at IS NOT NULL
  ORDER BY d.verified_at, d.tenant_id
  LIMIT 1
$$;

CREATE OR REPLACE FUNCTION public.lookup_invitation(hash text) RETURNS TABLE (tenant_id uuid, invitation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT i.tenant_id, i.id FROM public.invitation AS i WHERE i.token_hash = hash LIMIT 1
$$;

-- Whose report the link to unsubscribe is about, also when it was used.
CREATE OR REPLACE FUNCTION public.lookup_report_subscription(hash text) RETURNS TABLE (tenant_id uuid, subscription_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT s.tenant_id, s.id FROM public.report_subscription AS s WHERE s.token_hash = hash LIMIT 1
$$;
