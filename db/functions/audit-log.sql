-- Every entry waits for its leaf, whoever wrote it: what the sequencer has not taken is a row here, not a comparison of ids.
CREATE OR REPLACE FUNCTION public.queue_audit_entries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.audit_pending (tenant_id, entry_id) SELECT written.tenant_id, written.id FROM written;
  RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER audit_entry_queue AFTER INSERT ON public.audit_entry
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION public.queue_audit_entries();

-- Entries from before the trigger, also those that an older version wrote while this one was being installed.
INSERT INTO public.audit_pending (tenant_id, entry_id)
SELECT e.tenant_id, e.id FROM public.audit_entry AS e
WHERE NOT EXISTS (SELECT FROM public.audit_leaf AS l WHERE l.tenant_id = e.tenant_id AND l.entry_id = e.id)
ON CONFLICT DO NOTHING;

-- After a dump was read into another server, what waits bears transactions that this one has not had yet, and would wait until
-- it had them. They are as good as written now. Answers how many those were.
CREATE OR REPLACE FUNCTION public.requeue_audit_entries() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  requeued bigint;
BEGIN
  UPDATE public.audit_pending SET recorded_xid = pg_current_xact_id() WHERE recorded_xid >= pg_snapshot_xmax(pg_current_snapshot());
  GET DIAGNOSTICS requeued = ROW_COUNT;
  RETURN requeued;
END
$$;

-- Takes a person's data out of a tenant's trail, where somebody has asked for it: what entries say of their name and where
-- they were, what was written about them, and the key without which the leaves' commitments to it can never be tried again.
-- The leaves stay, and with them every proof. Answers how many entries it changed.
CREATE OR REPLACE FUNCTION public.erase_audit_subject(tenant uuid, person uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  own bigint;
  about bigint;
BEGIN
  UPDATE public.audit_erasure SET erased_at = now() WHERE tenant_id = tenant AND subject_id = person;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nobody asked for that' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  DELETE FROM public.audit_term WHERE tenant_id = tenant AND kind = 'actor' AND actor_id = person;
  DELETE FROM public.audit_term WHERE tenant_id = tenant AND kind = 'actor' AND term IN (
    SELECT e.actor_name FROM public.audit_leaf AS l JOIN public.audit_entry AS e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
    WHERE l.tenant_id = tenant AND l.subject_id = person AND e.actor_kind = 'anonymous');
  UPDATE public.audit_entry SET actor_name = '', ip = NULL, user_agent = '' WHERE tenant_id = tenant AND actor_id = person;
  GET DIAGNOSTICS own = ROW_COUNT;
  UPDATE public.audit_entry AS e SET before = NULL, after = NULL,
    actor_name = CASE e.actor_kind WHEN 'anonymous' THEN '' ELSE e.actor_name END,
    ip = CASE e.actor_kind WHEN 'anonymous' THEN NULL ELSE e.ip END,
    user_agent = CASE e.actor_kind WHEN 'anonymous' THEN '' ELSE e.user_agent END
  FROM public.audit_leaf AS l
  WHERE l.tenant_id = tenant AND l.subject_id = person AND e.tenant_id = tenant AND e.id = l.entry_id;
  GET DIAGNOSTICS about = ROW_COUNT;
  DELETE FROM public.audit_subject WHERE tenant_id = tenant AND id = person;
  RETURN own + about;
END
$$;
