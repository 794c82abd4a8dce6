-- Makes the monthly partitions of audit_entry that touch [first, last] and are missing; answers how many it made. Entries lie by
-- their id, which begins with the millisecond. What lies elsewhere because its month had no partition yet comes along. Built aside
-- and attached, and closed to everybody but the owner, as the partitions of usage are.
CREATE OR REPLACE FUNCTION public.ensure_audit_partitions(first timestamptz, last timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  month timestamp := date_trunc('month', first AT TIME ZONE 'UTC');
  past uuid;
  low uuid;
  high uuid;
  name text;
  made integer := 0;
BEGIN
  IF first IS NULL OR last IS NULL OR first < '2020-01-01' OR last > now() + interval '2 years' OR last < first THEN
    RAISE EXCEPTION 'audit partitions can be made from 2020 to two years ahead, not from % to %', first, last
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- All before this lies in one partition, from before there were months.
  SELECT substring(pg_get_expr(relpartbound, oid) FROM $b$TO \('([0-9a-f-]+)'\)$b$)::uuid INTO past
  FROM pg_class WHERE oid = 'public.audit_entry_past'::regclass;
  WHILE month <= last AT TIME ZONE 'UTC' LOOP
    name := 'audit_entry_' || to_char(month, 'YYYY_MM');
    low := (lpad(to_hex((extract(epoch FROM month) * 1000)::int8), 12, '0') || repeat('0', 20))::uuid;
    month := month + interval '1 month';
    high := (lpad(to_hex((extract(epoch FROM month) * 1000)::int8), 12, '0') || repeat('0', 20))::uuid;
    IF low >= past AND to_regclass('public.' || name) IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('tollgate audit partitions', 0));
      -- Asked of the table itself: to_regclass may still answer from before the wait for the lock.
      IF NOT EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = 'public'::regnamespace) THEN
        EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tollgate_owner ON public.%I TO %I USING (true) WITH CHECK (true)', name, current_user);
        -- Past the table, whose trigger queued them already.
        EXECUTE format('WITH moved AS (DELETE FROM public.audit_entry_elsewhen WHERE id >= %L AND id < %L RETURNING *)
          INSERT INTO public.%I SELECT * FROM moved', low, high, name);
        EXECUTE format('ALTER TABLE public.audit_entry ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name, low, high);
        made := made + 1;
      END IF;
    END IF;
  END LOOP;
  RETURN made;
END
$$;

-- Drops the monthly partitions from which the retention has taken every entry, which gives their place on the disk back at once;
-- answers how many. Months that end after `before` stay. Gives up where somebody reads for longer than a moment: the next run tries.
CREATE OR REPLACE FUNCTION public.drop_empty_audit_partitions(before timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '500ms'
AS $$
DECLARE
  part record;
  is_used boolean;
  dropped integer := 0;
BEGIN
  FOR part IN SELECT c.relname AS name FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.audit_entry'::regclass AND c.relname ~ '^audit_entry_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= least(before, now() - interval '2 months') AT TIME ZONE 'UTC'
    ORDER BY 1 LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', part.name) INTO is_used;
    CONTINUE WHEN is_used;
    BEGIN
      LOCK TABLE public.audit_entry IN ACCESS EXCLUSIVE MODE;
      EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', part.name) INTO is_used;
      CONTINUE WHEN is_used;
      EXECUTE format('DROP TABLE public.%I', part.name);
      dropped := dropped + 1;
    EXCEPTION WHEN lock_not_available THEN
      RETURN dropped;
    END;
  END LOOP;
  RETURN dropped;
END
$$;
