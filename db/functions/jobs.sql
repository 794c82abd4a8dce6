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
    WHEN 'purge-content' THEN
      RETURN QUERY SELECT DISTINCT c.tenant_id FROM public.call_content AS c WHERE c.expires_at <= at LIMIT most;
    WHEN 'purge-sessions' THEN
      RETURN QUERY SELECT DISTINCT s.tenant_id FROM public.session AS s WHERE s.expires_at < at - interval '30 days' LIMIT most;
    WHEN 'sweep-reservations' THEN
      RETURN QUERY SELECT DISTINCT r.tenant_id FROM public.reservation AS r
        WHERE r.state = 'held' AND r.seen_at < at - interval '60 seconds' LIMIT most;
    WHEN 'expire-approvals' THEN
      RETURN QUERY SELECT DISTINCT a.tenant_id FROM public.approval AS a WHERE a.state = 'pending' AND a.due_at <= at LIMIT most;
    WHEN 'carry-out-privacy-requests' THEN
      RETURN QUERY SELECT DISTINCT p.tenant_id FROM public.privacy_request AS p WHERE p.next_attempt_at <= at LIMIT most;
    WHEN 'retire-audit-entries' THEN
      RETURN QUERY SELECT p.tenant_id FROM public.privacy_setting AS p WHERE p.audit_years IS NOT NULL LIMIT most;
    WHEN 'mind-key-rotations' THEN
      RETURN QUERY SELECT DISTINCT k.tenant_id FROM public.virtual_key AS k
        JOIN public.key_policy AS p ON p.tenant_id = k.tenant_id AND p.rotate_every_days IS NOT NULL
          AND p.id = public.key_rotation_rule(k.tenant_id, k.kind, k.team_id)
        WHERE k.status = 'active' AND coalesce(least(k.expires_at, k.rotation_ends_at) > at, true)
          AND NOT EXISTS (SELECT FROM public.virtual_key AS s WHERE s.tenant_id = k.tenant_id AND s.rotated_from_id = k.id)
          AND CASE
            WHEN k.created_at + make_interval(days => p.rotate_every_days) <= at
              THEN k.rotation_stage IS DISTINCT FROM (CASE WHEN p.enforced THEN 'ended' ELSE 'warned' END) AND k.rotation_stage IS DISTINCT FROM 'ended'
            ELSE k.rotation_stage IS NULL AND k.created_at + make_interval(days => p.rotate_every_days - p.remind_days) <= at END
        LIMIT most;
    WHEN 'record-refusals' THEN
      RETURN QUERY SELECT t.tenant_id FROM public.tenant AS t WHERE EXISTS (
        SELECT FROM public.usage_hour AS h
        WHERE h.tenant_id = t.tenant_id AND h.hour_at >= date_trunc('hour', at - interval '33 minutes') AND h.refused > 0) LIMIT most;
    WHEN 'deliver-audit-logs' THEN
      RETURN QUERY SELECT DISTINCT t.tenant_id FROM public.audit_target AS t WHERE t.status = 'active' AND t.next_attempt_at <= at LIMIT most;
    WHEN 'purge-provisioning' THEN
      RETURN QUERY
        SELECT DISTINCT e.tenant_id FROM public.scim_event AS e WHERE e.occurred_at < at - interval '30 days'
        UNION SELECT DISTINCT t.tenant_id FROM public.oauth_token AS t WHERE t.expires_at < at - interval '1 day'
        LIMIT most;
    WHEN 'send-mail' THEN
      RETURN QUERY SELECT DISTINCT m.tenant_id FROM public.mail_message AS m WHERE m.state = 'queued' AND m.next_attempt_at <= at LIMIT most;
    WHEN 'end-support-access' THEN
      RETURN QUERY SELECT DISTINCT a.tenant_id FROM public.support_access AS a WHERE a.state = 'granted' AND a.ends_at <= at LIMIT most;
    WHEN 'deliver-reports' THEN
      RETURN QUERY SELECT DISTINCT s.tenant_id FROM public.report_schedule AS s WHERE s.status = 'active' AND s.next_run_at <= at LIMIT most;
    WHEN 'purge-files' THEN
      RETURN QUERY SELECT DISTINCT f.tenant_id FROM public.stored_file AS f WHERE f.expires_at <= at LIMIT most;
    WHEN 'write-exports' THEN
      RETURN QUERY SELECT DISTINCT e.tenant_id FROM public.report_export AS e
        WHERE e.state IN ('queued', 'running') AND e.next_attempt_at <= at LIMIT most;
    WHEN 'tell-events' THEN
      -- What happened before anybody wanted to be told is not told later.
      RETURN QUERY SELECT DISTINCT c.tenant_id FROM public.notification_channel AS c
        WHERE c.status = 'active' AND c.archived_at IS NULL AND c.events <> '{}' AND EXISTS (
          SELECT FROM public.outbox_event AS o
          WHERE o.tenant_id = c.tenant_id AND o.notified_at IS NULL AND o.created_at > at - interval '1 day' AND o.created_at >= c.created_at)
        -- Policies name channels and people, whatever those listen to.
        UNION SELECT DISTINCT o.tenant_id FROM public.outbox_event AS o
        WHERE o.name = 'policy.matched' AND o.notified_at IS NULL AND o.created_at > at - interval '1 day'
        LIMIT most;
    WHEN 'deliver-notifications' THEN
      RETURN QUERY SELECT DISTINCT d.tenant_id FROM public.notification_delivery AS d
        JOIN public.notification_channel AS c ON c.tenant_id = d.tenant_id AND c.id = d.channel_id AND c.status = 'active'
        WHERE d.state = 'queued' AND d.next_attempt_at <= at LIMIT most;
    WHEN 'evaluate-alert-rules' THEN
      RETURN QUERY SELECT DISTINCT r.tenant_id FROM public.alert_rule AS r
        WHERE r.is_enabled AND r.archived_at IS NULL AND (r.evaluated_at IS NULL OR r.evaluated_at <= at - interval '50 seconds') LIMIT most;
    WHEN 'monitor-compliance' THEN
      -- An hour after the last look, or when the configuration has other versions than it had then (as `sha256OfConfiguration` sums them up);
      -- at first once somebody has audited.
      RETURN QUERY SELECT t.tenant_id FROM public.tenant AS t
        LEFT JOIN public.compliance_setting AS s ON s.tenant_id = t.tenant_id
        LEFT JOIN public.compliance_monitor AS m ON m.tenant_id = t.tenant_id
        WHERE t.status = 'active' AND coalesce(s.monitoring, true) AND CASE
          WHEN m.tenant_id IS NULL THEN EXISTS (SELECT FROM public.compliance_run AS r WHERE r.tenant_id = t.tenant_id)
          ELSE m.checked_at <= at - interval '1 hour' OR m.configuration <> (
            SELECT encode(sha256(convert_to(coalesce(string_agg(c.section || ':' || c.version, ' ' ORDER BY c.section), ''), 'UTF8')), 'hex')
            FROM public.config_version AS c WHERE c.tenant_id = t.tenant_id) END
        LIMIT most;
    WHEN 'run-compliance-audits' THEN
      -- So many days after the last one, which somebody had to ask for at first.
      RETURN QUERY SELECT t.tenant_id FROM public.tenant AS t
        JOIN (SELECT r.tenant_id, max(r.started_at) AS started_at FROM public.compliance_run AS r GROUP BY 1) AS last ON last.tenant_id = t.tenant_id
        LEFT JOIN public.compliance_setting AS s ON s.tenant_id = t.tenant_id
        WHERE t.status = 'active' AND last.started_at <= at - make_interval(hours => 24 *
          CASE coalesce(s.schedule, 'quarterly') WHEN 'weekly' THEN 7 WHEN 'monthly' THEN 30 WHEN 'quarterly' THEN 90 END)
        LIMIT most;
    WHEN 'compare-figures' THEN
      RETURN QUERY SELECT DISTINCT s.tenant_id FROM public.reconciliation_schedule AS s
        WHERE s.status = 'active' AND s.next_attempt_at <= at LIMIT most;
    WHEN 'alert-budgets' THEN
      RETURN QUERY SELECT DISTINCT c.tenant_id FROM public.budget_crossing AS c WHERE c.crossed_at > at - interval '1 day' LIMIT most;
    WHEN 'alert-leaks' THEN
      -- What calls cost above their bounds, money of silent processes, and alerts of either that may be over.
      RETURN QUERY
        SELECT p.tenant_id FROM public.budget_period AS p WHERE p.overrun_nano_usd > 0 AND p.closed_at IS NULL AND p.period_end_at > at
        UNION SELECT l.tenant_id FROM public.lease AS l WHERE l.state <> 'closed' AND l.state = 'in_doubt'
        UNION SELECT a.tenant_id FROM public.alert AS a WHERE a.source = 'budget_doubt' AND a.state <> 'resolved'
        LIMIT most;
    WHEN 'forecast-budgets' THEN
      RETURN QUERY SELECT DISTINCT b.tenant_id FROM public.budget AS b WHERE b.archived_at IS NULL AND b.status = 'active' LIMIT most;
    WHEN 'escalate-alerts' THEN
      RETURN QUERY SELECT DISTINCT a.tenant_id FROM public.alert AS a WHERE a.state = 'open' AND a.escalates_at <= at LIMIT most;
    WHEN 'scan-anomalies' THEN
      RETURN QUERY SELECT t.tenant_id FROM public.tenant AS t
        WHERE NOT EXISTS (SELECT FROM public.anomaly_scan AS s WHERE s.tenant_id = t.tenant_id AND s.scanned_to_at >= date_trunc('hour', at - interval '10 minutes'))
          AND EXISTS (SELECT FROM public.usage_hour AS h WHERE h.tenant_id = t.tenant_id)
        LIMIT most;
    WHEN 'find-recommendations' THEN
      RETURN QUERY SELECT t.tenant_id FROM public.tenant AS t
        WHERE NOT EXISTS (SELECT FROM public.saving_state AS s WHERE s.tenant_id = t.tenant_id AND s.scanned_at > at - interval '24 hours')
          AND EXISTS (SELECT FROM public.usage_hour AS h WHERE h.tenant_id = t.tenant_id)
        LIMIT most;
    ELSE
      RAISE EXCEPTION 'there is no job %', job USING ERRCODE = 'invalid_parameter_value';
  END CASE;
END
$$;
