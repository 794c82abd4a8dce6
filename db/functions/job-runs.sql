-- Runs of the whole installation, for everybody who may see background work. What went wrong is told by its kind alone, and of
-- what a step answered the numbers: messages and ids may be about other tenants.
CREATE OR REPLACE FUNCTION public.installation_runs() RETURNS TABLE (
  id uuid, function_id text, trigger text, scheduled_at timestamptz, state text, due_at timestamptz, failures integer,
  interruptions integer, error_kind text, created_at timestamptz, started_at timestamptz, ended_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT r.id, r.function_id, r.trigger, r.scheduled_at, r.state, r.due_at, r.failures, r.interruptions, r.error_kind, r.created_at,
    r.started_at, r.ended_at
  FROM public.job_run AS r WHERE r.tenant_id = '00000000-0000-0000-0000-000000000000'
$$;

-- How the runs for the whole installation that were made since an instant do; read each second by whoever watches.
CREATE OR REPLACE FUNCTION public.installation_run_figures(since timestamptz) RETURNS TABLE (
  under_way integer, failed integer, succeeded integer, changed_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT count(*) FILTER (WHERE r.state NOT IN ('succeeded', 'failed'))::integer, count(*) FILTER (WHERE r.state = 'failed')::integer,
    count(*) FILTER (WHERE r.state = 'succeeded')::integer, max(greatest(r.created_at, r.started_at, r.ended_at))
  FROM public.job_run AS r WHERE r.tenant_id = '00000000-0000-0000-0000-000000000000' AND r.created_at >= since
$$;

CREATE OR REPLACE FUNCTION public.installation_steps(run uuid) RETURNS TABLE (
  name text, "position" integer, state text, result jsonb, error_kind text, attempts integer, started_at timestamptz,
  wake_at timestamptz, ended_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT s.name, s.position, s.state,
    (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(CASE jsonb_typeof(s.result) WHEN 'object' THEN s.result ELSE '{}' END) AS e
      WHERE jsonb_typeof(e.value) IN ('number', 'boolean')),
    s.error_kind, s.attempts, s.started_at, s.wake_at, s.ended_at
  FROM public.job_step AS s WHERE s.tenant_id = '00000000-0000-0000-0000-000000000000' AND s.run_id = run
$$;

-- Makes a run by hand of a function that has a schedule, unless one is under way or another one was begun by hand within the
-- last minute; says whether it did.
CREATE OR REPLACE FUNCTION public.start_installation_run(job text, run uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM FROM public.job_function AS f WHERE f.id = job AND f.crons <> '{}' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.job_run (tenant_id, id, function_id, trigger, due_at, created_at)
  SELECT '00000000-0000-0000-0000-000000000000', run, job, 'manual', at, at
  WHERE NOT EXISTS (
    SELECT FROM public.job_run AS r
    WHERE r.tenant_id = '00000000-0000-0000-0000-000000000000' AND r.function_id = job
      AND (r.state NOT IN ('succeeded', 'failed') OR r.trigger = 'manual' AND r.created_at > at - interval '1 minute'));
  RETURN FOUND;
END
$$;

-- Begins a failed run again, after its last finished step, unless another one of its function is under way; says whether it did.
CREATE OR REPLACE FUNCTION public.retry_installation_run(run uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public.job_run AS r SET state = 'waiting', due_at = at, failures = 0, ended_at = NULL
  WHERE r.tenant_id = '00000000-0000-0000-0000-000000000000' AND r.id = run AND r.state = 'failed'
    AND NOT EXISTS (
      SELECT FROM public.job_run AS o WHERE o.tenant_id = r.tenant_id AND o.function_id = r.function_id AND o.state NOT IN ('succeeded', 'failed'));
  RETURN FOUND;
END
$$;
