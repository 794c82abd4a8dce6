-- Takes a person out of records that the application may only append to: their address and name in what others wrote, and what
-- single sign-on noted about them. Only within the transaction of the tenant, and only for an erasure that was approved.
-- Answers how many rows it changed.
CREATE OR REPLACE FUNCTION public.erase_person_records(request uuid, in_text text, in_json text, stand_in text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  asked public.privacy_request;
  changed bigint;
  total bigint := 0;
BEGIN
  SELECT * INTO asked FROM public.privacy_request AS p
  WHERE p.tenant_id = public.current_tenant() AND p.id = request AND p.kind = 'erasure' AND p.state = 'approved';
  IF NOT FOUND OR asked.email = '' THEN
    RAISE EXCEPTION 'nobody approved that' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  UPDATE public.adjustment SET reason = regexp_replace(reason, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND reason ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.alert_entry SET note = regexp_replace(note, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND note ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.compliance_finding_entry SET note = regexp_replace(note, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND note ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.guardrail_version SET note = regexp_replace(note, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND note ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.incident_entry SET note = regexp_replace(note, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND note ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.job_run SET error = regexp_replace(error, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND error ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.job_step SET error = regexp_replace(error, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND error ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.ledger_entry SET reason = regexp_replace(reason, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND reason ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.policy_version SET note = regexp_replace(note, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND note ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.route_version SET note = regexp_replace(note, in_text, stand_in, 'gi') WHERE tenant_id = asked.tenant_id AND note ~* in_text;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.survey_answer SET answers = regexp_replace(answers::text, in_json, stand_in, 'gi')::jsonb
  WHERE tenant_id = asked.tenant_id AND answers::text ~* in_json;
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  DELETE FROM public.sso_sync_log WHERE tenant_id = asked.tenant_id AND (user_id = asked.user_id OR lower(email) = lower(asked.email));
  GET DIAGNOSTICS changed = ROW_COUNT; total := total + changed;
  UPDATE public.sso_sync_log SET detail = regexp_replace(detail, in_text, stand_in, 'gi'),
    changes = ARRAY(SELECT regexp_replace(line, in_text, stand_in, 'gi') FROM unnest(changes) AS line)
  WHERE tenant_id = asked.tenant_id AND (detail ~* in_text OR array_to_string(changes, ' ') ~* in_text);
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN total + changed;
END
$$;

-- Deletes the entries and leaves of an audit log before a place, as the organization's retention says: their hashes stay in the
-- tiles, so that everything behind them is proved as before. Only up to full tiles, only where a sealed entry says so, only what
-- is older than `older_than` and the setting allows; a hold is looked at by whoever calls, and once more here.
CREATE OR REPLACE FUNCTION public.retire_audit_entries(tenant uuid, of_epoch integer, before_index bigint, older_than timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  years integer;
  retired bigint;
  tiles bigint;
BEGIN
  SELECT audit_years INTO years FROM public.privacy_setting WHERE tenant_id = tenant;
  IF years IS NULL OR older_than > now() - make_interval(years => years) OR before_index % 256 <> 0 THEN
    RAISE EXCEPTION 'the retention does not allow that' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF NOT EXISTS (
    SELECT FROM public.audit_entry AS e JOIN public.audit_leaf AS l ON l.tenant_id = e.tenant_id AND l.entry_id = e.id
    WHERE e.tenant_id = tenant AND e.action = 'audit.retire'
      AND e.after ->> 'epoch' = of_epoch::text AND e.after ->> 'before_index' = before_index::text
  ) THEN
    RAISE EXCEPTION 'no sealed entry says so' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT count(*) INTO tiles FROM public.audit_tile
  WHERE tenant_id = tenant AND epoch = of_epoch AND level = 0 AND tile_index < before_index / 256;
  IF tiles <> before_index / 256 THEN
    RAISE EXCEPTION 'the hashes of these entries are not all in tiles' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF EXISTS (
    SELECT FROM public.audit_leaf AS l JOIN public.audit_entry AS e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
    WHERE l.tenant_id = tenant AND l.epoch = of_epoch AND l.leaf_index < before_index AND e.occurred_at >= older_than
  ) THEN
    RAISE EXCEPTION 'there are younger entries among them' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF EXISTS (
    SELECT FROM public.legal_hold AS h WHERE h.tenant_id = tenant AND h.state IN ('active', 'release_proposed') AND EXISTS (
      SELECT FROM public.audit_leaf AS l JOIN public.audit_entry AS e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
      WHERE l.tenant_id = tenant AND l.epoch = of_epoch AND l.leaf_index < before_index AND CASE h.kind
        WHEN 'person' THEN e.actor_id = h.user_id OR l.subject_id = h.user_id
        WHEN 'range' THEN e.occurred_at >= coalesce(h.from_at, '-infinity') AND e.occurred_at < coalesce(h.to_at, 'infinity')
        ELSE e.resource_id = h.held_resource OR strpos(concat(e.before, e.after), h.held_resource) > 0 END)
  ) THEN
    RAISE EXCEPTION 'a legal hold keeps them' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  DELETE FROM public.audit_entry AS e USING public.audit_leaf AS l
  WHERE l.tenant_id = tenant AND l.epoch = of_epoch AND l.leaf_index < before_index AND e.tenant_id = tenant AND e.id = l.entry_id;
  GET DIAGNOSTICS retired = ROW_COUNT;
  DELETE FROM public.audit_leaf WHERE tenant_id = tenant AND epoch = of_epoch AND leaf_index < before_index;
  RETURN retired;
END
$$;
