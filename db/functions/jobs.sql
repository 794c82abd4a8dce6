-- Tenants in which a job has work to do, at most `most` of them; the job then works as app inside each.
CREATE OR REPLACE FUNCTION public.tenants_due(job text, at timestamptz, most integer) RETURNS TABLE (tenant_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  CASE job
    WHEN 'relay-outbox' THEN
      RETURN QUERY SELECT DISTINCT o.tenant_id FROM public.outbox_event AS o WHERE o.relayed_at IS NULL LIMIT most;
    WHEN 'purge-idempotency-records' THEN
      RETURN QUERY SELECT DISTINCT i.tenant_id FROM public.idempotency_record AS i WHERE i.created_at < at - interval '24 hours' LIMIT most;
    WHEN 'purge-kept-answers' THEN
      RETURN QUERY
        SELECT DISTINCT c.tenant_id FROM public.cache_entry AS c WHERE c.expires_at < at
        UNION SELECT DISTINCT i.tenant_id FROM public.idempotent_call AS i
          WHERE i.created_at < at - interval '24 hours' AND i.busy_until_at < at
        LIMIT most;
    WHEN 'purge-sessions' THEN
      RETURN QUERY SELECT DISTINCT s.tenant_id FROM public.session AS s WHERE s.expires_at < at - interval '30 days' LIMIT most;
    WHEN 'sweep-reservations' THEN
      RETURN QUERY SELECT DISTINCT r.tenant_id FROM public.reservation AS r
        WHERE r.state = 'held' AND r.seen_at < at - interval '60 seconds' LIMIT most;
    WHEN 'expire-approvals' THEN
      RETURN QUERY SELECT DISTINCT a.tenant_id FROM public.approval AS a WHERE a.state = 'pending' AND a.due_at <= at LIMIT most;
    ELSE
      RAISE EXCEPTION 'there is no job %', job USING ERRCODE = 'invalid_parameter_value';
  END CASE;
END
$$;
