-- Changes are ordered by the transaction that made them. The trigger writes it, so that no caller can forget to.
CREATE OR REPLACE FUNCTION public.stamp_config_version() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.changed_xid := pg_current_xact_id();
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER config_version_stamp BEFORE INSERT OR UPDATE ON public.config_version
FOR EACH ROW EXECUTE FUNCTION public.stamp_config_version();

-- What changed since a poll that answered `since`, and the value for the next poll; at least one row, with a null tenant
-- when nothing changed. `since` null asks for the starting point.
--
-- The next value is the oldest transaction still running, so a change that commits late is found then, however long it
-- took; a change made after that transaction began is answered at once and may be answered again. A `since` from the
-- future (the database was restored from a backup) answers everything.
CREATE OR REPLACE FUNCTION public.config_changes(since xid8)
RETURNS TABLE (next_since xid8, tenant_id uuid, section text, version bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_snapshot_xmin(taken.snapshot), c.tenant_id, c.section, c.version
  FROM (SELECT pg_current_snapshot() AS snapshot) AS taken
  LEFT JOIN public.config_version AS c
    ON c.changed_xid >= CASE
      WHEN since IS NULL THEN pg_snapshot_xmin(taken.snapshot)
      WHEN since > pg_snapshot_xmax(taken.snapshot) THEN '0'::xid8
      ELSE since
    END
$$;
