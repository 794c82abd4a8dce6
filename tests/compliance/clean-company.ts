import type { TransactionSql } from 'postgres';
import { newUuid } from '#lib/core/ids.ts';
import type { TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';

/** What faults are planted with: the superuser's transaction, past all protections. */
export type Planter = TransactionSql<{ bigint: bigint }>;

/** A company in which every check has something to look at, and passes. */
export interface CleanCompany extends SampleCompany {
  readonly keyId: string;
  readonly projectId: string;
  readonly connectionId: string;
  readonly goneId: string;
  readonly encryptionKeyId: string;
}

async function insertPeople(sql: Planter, { tenantId: t, admin, lead, member, slug }: SampleCompany, goneId: string): Promise<void> {
  await sql`insert into user_account (tenant_id, id, email, name, status) values (${t}, ${goneId}, ${`gone@${slug}.example`}, 'gone', 'deactivated')`;
  await sql`insert into second_factor (tenant_id, id, user_id, kind, name, credential_id, rp_id, confirmed_at)
    values (${t}, ${newUuid()}, ${admin.userId}, 'passkey', 'Laptop', ${newUuid()}, 'x', now())`;
  await sql`insert into security_setting (tenant_id, factor_required, idle_minutes, absolute_minutes) values (${t}, 'everybody', 15, 720)`;
  await sql`insert into sso_connection (tenant_id, id, name, kind, status) values (${t}, ${newUuid()}, 'Okta', 'okta', 'active')`;
  await sql`insert into sso_setting (tenant_id, enforced, break_glass_user_ids) values (${t}, true, ${[admin.userId]}::uuid[])`;
  await sql`insert into scim_user (tenant_id, user_id, user_name)
    select tenant_id, id, email from user_account where tenant_id = ${t} and status = 'active'`;
  await sql`insert into access_review (tenant_id, id, name, state, started_by, due_at, completed_at)
    values (${t}, ${newUuid()}, 'Quarter', 'completed', ${admin.userId}, now(), now())`;
  await sql`insert into api_token (tenant_id, id, name, owner, user_id, permissions, token_hash, display, expires_at, created_by)
    values (${t}, ${newUuid()}, 'Token', 'person', ${lead.userId}, '{}', ${newUuid()}, 'tgm', now() + interval '9 days', ${lead.userId})`;
  const approvalId = newUuid();
  await sql`insert into approval (tenant_id, id, kind, state, requester_id, title, subject, policy, decided_at)
    values (${t}, ${approvalId}, 'budget_raise', 'approved', ${member.userId}, 'Raise', '{}', '{}', now())`;
  await sql`insert into approval_step (tenant_id, id, approval_id, level, state, decided_by, decided_at)
    values (${t}, ${newUuid()}, ${approvalId}, 1, 'approved', ${admin.userId}, now())`;
  await sql`insert into approval_rule (tenant_id, id, name, kind, scope_kind, levels) values (${t}, ${newUuid()}, 'Rule', 'request', 'tenant', '[]')`;
}

async function insertRules(sql: Planter, { tenantId: t, admin, lead }: SampleCompany): Promise<void> {
  const [policyId, routeId] = [newUuid(), newUuid()];
  await sql`update tenant set price_review = 'four_eyes', residency = 'eu' where tenant_id = ${t}`;
  await sql`insert into policy_setting (tenant_id, needs_second_person) values (${t}, true)`;
  await sql`insert into policy (tenant_id, id, name, type, scope_kind, active_version) values (${t}, ${policyId}, 'Redact', 'data', 'tenant', 1)`;
  const rules = { rules: { conditions: [], match: 'all', actions: [{ type: 'redact', parameters: { patterns: ['email'] } }] } };
  await sql`insert into policy_version (tenant_id, policy_id, number, definition, written_by, created_by)
    values (${t}, ${policyId}, 1, ${sql.json(rules)}, ${lead.userId}, ${admin.userId})`;
  await sql`insert into route (tenant_id, id, name, published_version) values (${t}, ${routeId}, 'chat', 1)`;
  await sql`insert into route_version (tenant_id, route_id, number, definition) values (${t}, ${routeId}, 1, '{"members": [{}, {}]}')`;
  await sql`insert into cache_settings (tenant_id, mode, isolation) values (${t}, 'opt_in', 'team')`;
  await sql`insert into place_setting (tenant_id, place_kind, place_id, data_retention_days) values (${t}, 'tenant', ${t}, 200)`;
  await sql`insert into budget (tenant_id, id, name, scope_kind, limit_nano_usd, period_kind) values (${t}, ${newUuid()}, 'All', 'tenant', 1, 'monthly')`;
  await sql`insert into rate_limit (tenant_id, id, name, scope_kind, metric, limit_window, limit_amount)
    values (${t}, ${newUuid()}, 'All', 'tenant', 'requests', 'minute', 100)`;
  await sql`insert into conservation_check (tenant_id, checked_at, differences) values (${t}, now(), 0)`;
  await sql`insert into incident (tenant_id, id, source, fingerprint, severity, title, summary, detail, state, opened_at, last_seen_at)
    values (${t}, ${newUuid()}, 'conservation', 'x', 'critical', 'Odd', 'Odd', '{}', 'resolved', now() - interval '20 days', now())`;
  await sql`insert into audit_target (tenant_id, id, name, kind, settings, cursor_index) values (${t}, ${newUuid()}, 'SIEM', 'https', '{}', 0)`;
}

async function insertWork(sql: Planter, company: Omit<CleanCompany, never>): Promise<void> {
  const { tenantId: t, projectId, keyId, connectionId, encryptionKeyId, searchId, lead } = company;
  await sql`insert into project (tenant_id, id, slug, name, owner_id, requires_approval, review_due_date, security_level, compliance_requirements, data_classes)
    values (${t}, ${projectId}, 'app', 'App', ${lead.userId}, true, now() + interval '30 days', 'restricted', '{HIPAA}', '{phi}')`;
  await sql`insert into virtual_key (tenant_id, id, name, kind, team_id, project_id, key_hash, display, allowed_models, expires_at, last_used_at)
    values (${t}, ${keyId}, 'Key', 'team', ${searchId}, ${projectId}, ${keyId}, 'tg', '{gpt}', now() + interval '30 days', now())`;
  await sql`insert into encryption_key (tenant_id, id, master_key_id, wrapped_key) values (${t}, ${encryptionKeyId}, 'm', 'x'::bytea)`;
  await sql`insert into connection (tenant_id, id, name, provider, base_url, credential, encryption_key_id, region, credential_rotated_at)
    values (${t}, ${connectionId}, 'OpenAI', 'openai', 'https://eu.api.openai.com/v1', 'x'::bytea, ${encryptionKeyId}, 'eu', now())`;
  await sql`insert into mcp_server (tenant_id, id, slug, name, url, auth) values (${t}, ${newUuid()}, 'tools', 'Tools', 'https://tools.example.com', 'bearer')`;
  await sql`insert into provider_record (tenant_id, provider, legal_name, dpa_reference, dpa_signed_at, baa_reference, baa_signed_at,
      retention_days, training_excluded, reviewed_at)
    values (${t}, 'openai', 'OpenAI', 'DPA 1', now(), 'BAA 1', now(), 30, true, now())`;
  const values = { connection: connectionId, provider: 'openai', model: 'gpt', key: keyId, project: projectId };
  const dims: Record<string, number> = {};
  for (const [kind, value] of Object.entries(values)) {
    const [row] = await sql<
      { id: number }[]
    >`insert into usage_dimension (tenant_id, kind, value) values (${t}, ${kind}, ${value}) returning id`;
    dims[kind] = row?.id ?? 0;
  }
  await sql`insert into usage_hour (tenant_id, hour_at, department_dim, team_dim, user_dim, key_dim, connection_dim, provider_dim, model_dim,
      project_dim, requests, succeeded, cost_nano_usd)
    values (${t}, date_trunc('hour', now()) - interval '2 hours', 0, 0, 0, ${dims.key ?? 0}, ${dims.connection ?? 0}, ${dims.provider ?? 0},
      ${dims.model ?? 0}, ${dims.project ?? 0}, 200, 200, 0)`;
}

/** What other rooms watch: classes of data, kept prompts, requests of people, guardrails, alerts. */
async function insertWatch(sql: Planter, { tenantId: t, admin, member }: SampleCompany): Promise<void> {
  const [channelId, guardrailId] = [newUuid(), newUuid()];
  const replaced = { action: 'redact', route: null };
  const levels = { restricted: { categories: ['phi'], handling_requirements: { encryption_required: true, access_logging: true } } };
  const detection = { scope: 'requests', actions: { pii: replaced, phi: replaced, financial: replaced, secrets: replaced } };
  await sql`insert into data_class_setting (tenant_id, place_kind, place_id, levels, detection) values (${t}, 'tenant', ${t}, ${sql.json(levels)}, ${sql.json(detection)})`;
  const rules = {
    otherwise: { level: 'none', sample_percent: 100, retention_days: 3650 },
    rules: [{ team_id: null, data_class: 'internal', level: 'redacted', sample_percent: 100, retention_days: 30 }],
  };
  await sql`insert into content_log_setting (tenant_id, rules) values (${t}, ${sql.json(rules)})`;
  await sql`insert into privacy_request (tenant_id, id, kind, law, email, state, received_at, due_at, ended_at, created_by, user_id)
    values (${t}, ${newUuid()}, 'access', 'gdpr', ${member.email}, 'done', now() - interval '40 days', now() - interval '10 days', now() - interval '20 days', ${admin.userId}, ${member.userId})`;
  await sql`insert into guardrail (tenant_id, id, name, scope_kind, active_version) values (${t}, ${guardrailId}, 'No secrets', 'tenant', 1)`;
  await sql`insert into notification_channel (tenant_id, id, name, kind, events, settings) values (${t}, ${channelId}, 'On call', 'webhook', '{}', '{}')`;
  const routing = sql.json({ all: [channelId], critical: [], escalations: [] });
  await sql`insert into alert_rule (tenant_id, id, name, expression, window_minutes, severity, routing, created_by)
    values (${t}, ${newUuid()}, 'Errors', 'error_rate > 0.1', 5, 'warning', ${routing}, ${admin.userId})`;
  await sql`insert into alert_setting (tenant_id, budget_routing, anomaly_routing) values (${t}, ${routing}, ${routing})`;
  await sql`insert into anomaly_scan (tenant_id, scanned_to_at, series, judged_hours, told_hours) values (${t}, now() - interval '1 hour', 1, 1, 0)`;
}

export async function createCleanCompany(database: TestDatabase, slug: string): Promise<CleanCompany> {
  const made = await createSampleCompany(database, slug);
  const ids = { keyId: newUuid(), projectId: newUuid(), connectionId: newUuid(), goneId: newUuid(), encryptionKeyId: newUuid() };
  const company = { ...made, ...ids };
  await database.superuser.begin(async (sql) => {
    await insertPeople(sql, company, ids.goneId);
    await insertRules(sql, company);
    await insertWork(sql, company);
    await insertWatch(sql, company);
    await sql`insert into audit_entry (tenant_id, id, occurred_at, actor_kind, actor_name, action, resource_kind, resource_id, request_id)
      values (${made.tenantId}, ${newUuid()}, now() - interval '10 minutes', 'system', 'test', 'test.begin', 'tenant', 'x', ${newUuid()})`;
  });
  await sealAll(database, undefined, made.tenantId);
  return company;
}
