-- Makes the monthly partitions of usage_event that touch [first, last] and are missing; answers how many it made.
-- A partition is built aside and then attached, which lets readers and writers of the others go on (creating it in place
-- would lock them all out). It carries forced row-level security of its own and no grants: partitions do not inherit the
-- parent's policies, so nobody but the owner may address one by its name.
CREATE OR REPLACE FUNCTION public.ensure_usage_partitions(first timestamptz, last timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  month timestamp := date_trunc('month', first AT TIME ZONE 'UTC');
  name text;
  made integer := 0;
BEGIN
  IF first IS NULL OR last IS NULL OR first < '2020-01-01' OR last > now() + interval '2 years' OR last < first THEN
    RAISE EXCEPTION 'usage partitions can be made from 2020 to two years ahead, not from % to %', first, last
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  WHILE month <= last AT TIME ZONE 'UTC' LOOP
    name := 'usage_event_' || to_char(month, 'YYYY_MM');
    IF to_regclass('public.' || name) IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('tollgate usage partitions', 0));
      -- Asked of the table itself: to_regclass may still answer from before the wait for the lock.
      IF NOT EXISTS (SELECT FROM pg_class WHERE relname = name AND relnamespace = 'public'::regnamespace) THEN
        EXECUTE format('CREATE TABLE public.%I (LIKE public.usage_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tollgate_owner ON public.%I TO %I USING (true) WITH CHECK (true)', name, current_user);
        EXECUTE format('ALTER TABLE public.usage_event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name,
          month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
        made := made + 1;
      END IF;
    END IF;
    month := month + interval '1 month';
  END LOOP;
  RETURN made;
END
$$;
