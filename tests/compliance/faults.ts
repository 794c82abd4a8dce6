import { newUuid } from '#lib/core/ids.ts';
import type { CleanCompany, Planter } from './clean-company.ts';

/** What makes a check fail, planted in the company alone. */
export type Fault = (sql: Planter, company: CleanCompany) => Promise<unknown>;

const audited = (sql: Planter, t: string, minutes: number) =>
  sql`insert into audit_entry (tenant_id, id, occurred_at, actor_kind, actor_name, action, resource_kind, resource_id, request_id)
    values (${t}, ${newUuid()}, now() - make_interval(mins => ${minutes}), 'system', 'test', 'test.late', 'tenant', 'x', ${newUuid()})`;

const incident = (sql: Planter, t: string, state: string, hours: number) =>
  sql`insert into incident (tenant_id, id, source, fingerprint, severity, title, summary, detail, state, opened_at, last_seen_at)
    values (${t}, ${newUuid()}, 'conservation', ${newUuid()}, 'critical', 'Odd', 'Odd', '{}', ${state}, now() - make_interval(hours => ${hours}), now())`;

/** A channel that there is not, as nobody: both reach nobody. */
const noRouting = '{"all": [], "critical": ["00000000-0000-7000-8000-000000000000"], "escalations": []}';

/** One fault for each check, by its name. */
export const faults: Readonly<Record<string, Fault>> = {
  'access-reviewed': (sql, { tenantId: t }) =>
    sql`update access_review set completed_at = now() - interval '91 days' where tenant_id = ${t}`,
  'administrators-are-few': (sql, { tenantId: t, lead, member, seller }) =>
    sql`insert into role_assignment (tenant_id, id, user_id, role_id, scope_kind)
      select ${t}, gen_random_uuid(), u.id, r.id, 'tenant' from user_account u, role r
      where u.tenant_id = ${t} and r.tenant_id = ${t} and r.name = 'tenant_admin' and u.id = any(${[lead.userId, member.userId, seller.userId]}::uuid[])`,
  'administrators-have-second-factor': (sql, { tenantId: t }) => sql`update second_factor set confirmed_at = null where tenant_id = ${t}`,
  'alerts-reach-somebody': (sql, { tenantId: t }) => sql`update alert_rule set routing = ${noRouting} where tenant_id = ${t}`,
  'anomalies-are-told': (sql, { tenantId: t }) =>
    sql`update anomaly_scan set scanned_to_at = now() - interval '2 days' where tenant_id = ${t}`,
  'approval-rules-need-second-person': (sql, { tenantId: t }) => sql`update approval_rule set four_eyes = false where tenant_id = ${t}`,
  'audit-entries-are-sealed': (sql, { tenantId: t }) => audited(sql, t, 6),
  'audit-log-is-signed': (sql, { tenantId: t }) => sql`delete from audit_checkpoint where tenant_id = ${t}`,
  'audit-log-is-whole': (sql, { tenantId: t }) =>
    sql`delete from audit_leaf where tenant_id = ${t} and leaf_index = (select max(leaf_index) from audit_leaf where tenant_id = ${t})`,
  'audit-log-leaves-the-house': (sql, { tenantId: t }) => sql`update audit_target set status = 'paused' where tenant_id = ${t}`,
  'audit-log-runs': (sql, { tenantId: t }) => sql`update audit_log set problem = 'A leaf was changed' where tenant_id = ${t}`,
  'audit-targets-keep-up': (sql, { tenantId: t }) =>
    sql`update audit_target set failing_since_at = now() - interval '61 minutes' where tenant_id = ${t}`,
  'books-agree': (sql, { tenantId: t }) => sql`update conservation_check set differences = 1 where tenant_id = ${t}`,
  'break-glass-accounts-protected': (sql, { tenantId: t, lead }) =>
    sql`update sso_setting set break_glass_user_ids = break_glass_user_ids || ${lead.userId}::uuid where tenant_id = ${t}`,
  'calls-are-rate-limited': (sql, { tenantId: t }) => sql`update rate_limit set status = 'paused' where tenant_id = ${t}`,
  'calls-are-traceable': (sql, { tenantId: t }) => sql`update usage_hour set key_dim = 0 where tenant_id = ${t}`,
  'calls-stay-in-region': (sql, { tenantId: t }) => sql`update connection set region = 'us' where tenant_id = ${t}`,
  'calls-succeed': (sql, { tenantId: t }) => sql`update usage_hour set failed = 2, succeeded = 190 where tenant_id = ${t}`,
  'connections-name-their-region': (sql, { tenantId: t }) => sql`update connection set region = null where tenant_id = ${t}`,
  'project-requirements-are-met': (sql, { tenantId: t }) => sql`update project set data_classes = '{}' where tenant_id = ${t}`,
  'critical-projects-are-gated': (sql, { tenantId: t }) => sql`update project set requires_approval = false where tenant_id = ${t}`,
  'dormant-accounts-closed': (sql, { tenantId: t, seller }) =>
    sql`update user_account set last_sign_in_at = now() - interval '91 days' where tenant_id = ${t} and id = ${seller.userId}`,
  'expired-content-deleted': (sql, { tenantId: t, encryptionKeyId }) =>
    sql`insert into cache_entry (tenant_id, key, scope, protocol, model, streamed, answer_bytes, cost_nano_usd, encryption_key_id, answer, expires_at)
      values (${t}, 'k', 'team', 'chat', 'gpt', false, 1, 0, ${encryptionKeyId}, 'x'::bytea, now() - interval '25 hours')`,
  'guardrails-in-force': (sql, { tenantId: t }) =>
    sql`update guardrail set active_version = null, shadow_version = 1 where tenant_id = ${t}`,
  'health-data-goes-to-associates': (sql, { tenantId: t }) => sql`update provider_record set baa_signed_at = null where tenant_id = ${t}`,
  'idle-sessions-end': (sql, { tenantId: t }) => sql`update security_setting set idle_minutes = 61 where tenant_id = ${t}`,
  'idle-sessions-end-in-fifteen-minutes': (sql, { tenantId: t }) =>
    sql`update security_setting set idle_minutes = 16 where tenant_id = ${t}`,
  'incidents-are-acknowledged': (sql, { tenantId: t }) => incident(sql, t, 'open', 25),
  'incidents-are-resolved': (sql, { tenantId: t }) => incident(sql, t, 'acknowledged', 73),
  'kept-answers-are-separated': (sql, { tenantId: t }) => sql`update cache_settings set isolation = 'tenant' where tenant_id = ${t}`,
  'keys-are-rotated': (sql, { tenantId: t }) => sql`update virtual_key set created_at = now() - interval '91 days' where tenant_id = ${t}`,
  'keys-are-scoped': (sql, { tenantId: t }) => sql`update virtual_key set allowed_models = null where tenant_id = ${t}`,
  'keys-are-used': (sql, { tenantId: t }) => sql`update virtual_key set last_used_at = now() - interval '91 days' where tenant_id = ${t}`,
  'keys-end': (sql, { tenantId: t }) => sql`update virtual_key set expires_at = null where tenant_id = ${t}`,
  'keys-have-owner': (sql, { tenantId: t }) => sql`update virtual_key set team_id = null, project_id = null where tenant_id = ${t}`,
  'keys-serve-a-project': (sql, { tenantId: t }) => sql`update virtual_key set project_id = null where tenant_id = ${t}`,
  'leavers-cut-off': (sql, { tenantId: t, goneId }) => sql`update session set user_id = ${goneId} where tenant_id = ${t}`,
  'logs-kept-six-months': (sql, { tenantId: t }) => sql`update place_setting set data_retention_days = 182 where tenant_id = ${t}`,
  'nobody-approves-own-requests': (sql, { tenantId: t, member }) =>
    sql`update approval_step set decided_by = ${member.userId} where tenant_id = ${t}`,
  'people-come-from-directory': (sql, { tenantId: t, guest }) =>
    sql`delete from scim_user where tenant_id = ${t} and user_id = ${guest.userId}`,
  'personal-data-redacted': (sql, { tenantId: t }) => sql`update policy set active_version = null where tenant_id = ${t}`,
  'policies-need-second-person': (sql, { tenantId: t }) =>
    sql`update policy_setting set needs_second_person = false where tenant_id = ${t}`,
  'policy-changes-reviewed': (sql, { tenantId: t }) => sql`update policy_version set written_by = created_by where tenant_id = ${t}`,
  'price-lists-reviewed': (sql, { tenantId: t }) => sql`update tenant set price_review = 'automatic' where tenant_id = ${t}`,
  'privacy-requests-in-time': (sql, { tenantId: t }) =>
    sql`update privacy_request set ended_at = due_at + interval '1 hour' where tenant_id = ${t}`,
  'project-reviews-are-current': (sql, { tenantId: t }) =>
    sql`update project set review_due_date = now() - interval '2 days' where tenant_id = ${t}`,
  'projects-have-owner': (sql, { tenantId: t, goneId }) => sql`update project set owner_id = ${goneId} where tenant_id = ${t}`,
  'prompts-are-kept-sparingly': (sql, { tenantId: t }) =>
    sql`update content_log_setting set rules = jsonb_set(rules, '{rules,0,level}', '"full"') where tenant_id = ${t}`,
  'provider-agreements-signed': (sql, { tenantId: t }) => sql`update provider_record set dpa_reference = null where tenant_id = ${t}`,
  'provider-credentials-encrypted': (sql, { tenantId: t }) => sql`update connection set encryption_key_id = null where tenant_id = ${t}`,
  'provider-credentials-rotated': (sql, { tenantId: t }) =>
    sql`update connection set credential_rotated_at = now() - interval '91 days' where tenant_id = ${t}`,
  'provider-records-reviewed': (sql, { tenantId: t }) =>
    sql`update provider_record set reviewed_at = now() - interval '366 days' where tenant_id = ${t}`,
  'provider-retention-known': (sql, { tenantId: t }) => sql`update provider_record set retention_days = null where tenant_id = ${t}`,
  'providers-are-registered': (sql, { tenantId: t }) => sql`delete from provider_record where tenant_id = ${t}`,
  'providers-do-not-train': (sql, { tenantId: t }) => sql`update provider_record set training_excluded = null where tenant_id = ${t}`,
  'providers-reached-by-tls': (sql, { tenantId: t }) =>
    sql`update connection set base_url = 'http://api.example.com' where tenant_id = ${t}`,
  'retention-is-limited': (sql, { tenantId: t }) => sql`update place_setting set data_retention_days = 401 where tenant_id = ${t}`,
  'routes-fail-over': (sql, { tenantId: t }) => sql`update route_version set definition = '{"members": [{}]}' where tenant_id = ${t}`,
  'second-factor-required': async (sql, { tenantId: t }) => {
    await sql`update security_setting set factor_required = 'nobody' where tenant_id = ${t}`;
    await sql`update sso_setting set enforced = false where tenant_id = ${t}`;
  },
  'sensitive-data-is-acted-on': (sql, { tenantId: t }) =>
    sql`update data_class_setting set detection = jsonb_set(detection, '{actions,phi,action}', '"log"') where tenant_id = ${t}`,
  'sensitive-data-is-looked-for': (sql, { tenantId: t }) =>
    sql`update data_class_setting set detection = jsonb_set(detection, '{scope}', '"off"') where tenant_id = ${t}`,
  'sensitive-projects-guarded': (sql, { tenantId: t }) => sql`update policy set active_version = null where tenant_id = ${t}`,
  'sessions-end-within-a-day': (sql, { tenantId: t }) => sql`update security_setting set absolute_minutes = 1441 where tenant_id = ${t}`,
  'single-sign-on-enforced': (sql, { tenantId: t }) => sql`update sso_setting set enforced = false where tenant_id = ${t}`,
  'spending-is-limited': (sql, { tenantId: t }) => sql`update budget set enforcement = 'soft' where tenant_id = ${t}`,
  'tenants-are-isolated': (sql) => sql`alter table team no force row level security`,
  'tokens-are-used': (sql, { tenantId: t }) => sql`update api_token set last_used_at = now() - interval '91 days' where tenant_id = ${t}`,
  'tokens-expire': (sql, { tenantId: t }) => sql`update api_token set expires_at = null where tenant_id = ${t}`,
  'tool-servers-ask-who-calls': (sql, { tenantId: t }) => sql`update mcp_server set auth = 'none' where tenant_id = ${t}`,
  'tool-servers-reached-by-tls': (sql, { tenantId: t }) =>
    sql`update mcp_server set url = 'http://tools.example.com' where tenant_id = ${t}`,
};
