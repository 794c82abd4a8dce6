-- The tenant of the transaction, or null: none was named, or the token is not one that a process with the secret signed.
-- The HMAC-SHA256 (RFC 2104) is built from sha256(), because pgcrypto is not everywhere. Both sides of the comparison are
-- hashed once more under the key, so that the time it takes says nothing about how much of a guess was right. Nothing is
-- cast or decoded before the signature has been found good, so that no token can raise an error (and a regular expression
-- for its form would take ten times as long as the rest).
CREATE OR REPLACE FUNCTION public.current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE
    WHEN sha256(k.outer_pad || convert_to(substr(given.token, 37), 'UTF8'))
       = sha256(k.outer_pad || convert_to(
           '.' || encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(left(given.token, 36), 'UTF8'))), 'hex'), 'UTF8'))
    THEN left(given.token, 36)::uuid
  END
  FROM public.tenant_token_key AS k, (SELECT current_setting('tollgate.tenant', true) AS token) AS given
$$;
