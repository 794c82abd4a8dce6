// This file is long because it is one table: where data about people lies, and what becomes of it.

/**
 * Where data about people lies. A test compares it with the schema: a table that is not here, a column that refers to an account
 * or holds free text and is not named, fails it. Export and erasure are carried out from it.
 */
export interface PersonalTable {
  /** Columns by which a row is about a person as a whole: it is in their export, and `rows` says what becomes of it. */
  readonly own?: readonly string[];
  /** Columns that say who did something; the id stays, which stands for nobody once the account is erased. */
  readonly acted?: readonly string[];
  /** `delete`: own rows go. Absent: they stay under the pseudonym. */
  readonly rows?: 'delete';
  /** Emptied in own rows that stay. */
  readonly blank?: readonly string[];
  /** Free text in which address and name of a person are replaced by a pseudonym, in every row of the organization. */
  readonly texts?: readonly string[];
  /** The same by the database's owner, since the application itself may only append. */
  readonly appended?: readonly string[];
  /** What stays, and why; told in the certificate. */
  readonly kept?: Readonly<Record<string, string>>;
  /** Taken care of by a step of its own. */
  readonly special?: readonly string[];
  /** Made by machines: names from registers, hashes, sealed secrets, figures. */
  readonly plain?: readonly string[];
}

const byTrail = 'Part of the audit trail, where the person’s name, addresses and data are emptied and their key is destroyed';
const byBooks = 'A record that is kept by law (GDPR Article 17(3)(b)); its digest would not be true any more';
const inDigest = 'Part of the signed digest of a call';

export const personalData: Readonly<Record<string, PersonalTable>> = {
  access_grant: { own: ['holder_id'], rows: 'delete', plain: ['value'] },
  access_review: { acted: ['started_by', 'completed_by'], texts: ['name'] },
  access_review_item: { own: ['user_id'], acted: ['decided_by'], texts: ['note'], plain: ['role_title'] },
  adjustment: { acted: ['created_by'], appended: ['reason'], plain: ['cost_shares'] },
  alert: { acted: ['acknowledged_by', 'resolved_by'], texts: ['title', 'summary', 'detail'], plain: ['fingerprint', 'routing'] },
  alert_entry: { acted: ['user_id'], appended: ['note'] },
  alert_rule: {
    ...{ acted: ['created_by', 'actions_by'], texts: ['name', 'description'] },
    plain: ['expression', 'filters', 'routing', 'actions', 'last_values', 'last_fault'],
  },
  alert_setting: { plain: ['budget_routing', 'anomaly_routing'] },
  analytics_goal: { plain: ['roi_inputs', 'kpi_targets'] },
  analytics_setting: { plain: ['pseudonym_salt'] },
  anomaly: { acted: ['decided_by'], texts: ['parts', 'reason'], plain: ['scope_value'] },
  anomaly_scan: {},
  api_token: { own: ['user_id'], rows: 'delete', acted: ['created_by'], texts: ['name'], plain: ['permissions', 'token_hash', 'display'] },
  approval: {
    ...{ own: ['requester_id'], blank: ['reason'], texts: ['title', 'reason', 'subject'] },
    plain: ['request_hash', 'model', 'provider', 'policy'],
  },
  approval_delegation: { own: ['from_id', 'to_id'], texts: ['reason'] },
  approval_link: { own: ['user_id'], plain: ['token_hash'] },
  approval_rule: { texts: ['name'], plain: ['providers', 'models', 'levels'] },
  approval_step: { acted: ['approver_ids', 'handed_from_id', 'handed_to_id', 'decided_by', 'delegated_from_id'], texts: ['comment'] },
  audit_checkpoint: { plain: ['note'] },
  audit_entry: {
    ...{ acted: ['actor_id'], special: ['actor_name', 'before', 'after', 'ip', 'user_agent'] },
    plain: ['action', 'resource_kind', 'resource_id'],
  },
  audit_erasure: { acted: ['subject_id'] },
  audit_leaf: { acted: ['subject_id'], kept: { leaf: byTrail }, plain: ['leaf_hash'] },
  audit_log: { plain: ['host', 'root', 'last_leaf_hash', 'public_key', 'sealed_secrets', 'master_key_id', 'problem'] },
  audit_pending: {},
  audit_subject: { special: ['sealed_key'] },
  audit_target: { texts: ['name', 'url', 'settings', 'last_error'], plain: ['kind', 'credential', 'credential_hint'] },
  audit_term: { acted: ['actor_id'], special: ['term'] },
  audit_tile: { plain: ['hashes', 'root'] },
  bi_token: { acted: ['created_by'], texts: ['name'] },
  billing_setting: { texts: ['settings'] },
  budget: { acted: ['owner_id'], texts: ['name', 'description', 'thresholds'], plain: ['scope_value', 'time_zone'] },
  budget_acknowledgement: { acted: ['user_id'] },
  budget_crossing: {},
  budget_period: {},
  cache_entry: { special: ['answer', 'turn'], plain: ['key', 'scope', 'context_key', 'protocol', 'model'] },
  cache_settings: { plain: ['embedding_model', 'loans'] },
  call_content: { own: ['user_id'], rows: 'delete', plain: ['request', 'answer'] },
  compliance_attestation: {
    ...{ acted: ['attested_by', 'revoked_by'], texts: ['statement', 'document_name'] },
    plain: ['framework', 'ref', 'document_sha256'],
  },
  compliance_finding: { acted: ['owner_id', 'acceptance_asked_by', 'accepted_by'], plain: ['check_name', 'sample', 'undo'] },
  compliance_finding_entry: { acted: ['user_id'], appended: ['note'] },
  compliance_framework: { texts: ['name', 'description'], plain: ['controls'] },
  compliance_monitor: { plain: ['configuration', 'statuses'] },
  compliance_result: {
    kept: { evidence: 'Facts of an audit whose digest stands in the audit trail; people are ids in it' },
    plain: ['check_name', 'digest'],
  },
  compliance_run: { acted: ['started_by'], plain: ['frameworks', 'controls', 'digest'] },
  compliance_setting: { plain: ['frameworks', 'due_days'] },
  config_version: { plain: ['section'] },
  connection: {
    ...{ texts: ['name', 'base_url', 'settings', 'test_result'] },
    plain: ['provider', 'credential', 'credential_hint', 'models', 'model_names', 'region'],
  },
  budget_loan: { acted: ['created_by'], texts: ['note'] },
  connection_loan: { acted: ['created_by'], texts: ['note'] },
  key_loan: { acted: ['created_by'], texts: ['note'], plain: ['key_hash', 'display'] },
  connection_span: { plain: ['figures', 'last_fault'] },
  consent_purpose: { texts: ['name', 'description'] },
  consent_record: { own: ['user_id'], rows: 'delete', acted: ['recorded_by'], special: ['evidence'] },
  conservation_check: { plain: ['found'] },
  content_log_setting: { plain: ['rules'] },
  cost_allocation: { plain: ['shares'] },
  cost_center: { acted: ['manager_id'], texts: ['code', 'name', 'description'] },
  dashboard: { acted: ['owner_id'], texts: ['name', 'description', 'widgets'], plain: ['range', 'shares'] },
  data_class_setting: { plain: ['levels', 'detection'] },
  department: { texts: ['name'] },
  embed: { acted: ['author_id'], texts: ['name'], plain: ['origins', 'widget_id', 'filters'] },
  encryption_key: { plain: ['master_key_id', 'wrapped_key'] },
  environment: { texts: ['name', 'url'], plain: ['slug', 'primary_model', 'fallback_model'] },
  factor_guess: { own: ['user_id'], rows: 'delete' },
  feedback: { own: ['author_id'], blank: ['comment'], texts: ['comment'] },
  governance_config: { texts: ['config'], plain: ['sso_domain'] },
  group_member: { own: ['user_id'], rows: 'delete' },
  group_role: {},
  guardrail: { texts: ['name', 'description', 'draft'], plain: ['credential', 'credential_hint'] },
  guardrail_version: {
    ...{ acted: ['created_by'], appended: ['note'] },
    kept: { definition: 'What was in force is evidence of why calls were refused' },
  },
  idempotency_record: { own: ['user_id'], rows: 'delete', plain: ['key', 'operation', 'request_hash', 'body'] },
  idempotent_call: { special: ['answer'], plain: ['key', 'request_hash'] },
  incident: { acted: ['acknowledged_by', 'resolved_by'], texts: ['title', 'summary', 'detail'], plain: ['source', 'fingerprint'] },
  incident_entry: { acted: ['user_id'], appended: ['note'] },
  invitation: { own: ['user_id'], acted: ['invited_by'], blank: ['name'], texts: ['email', 'name'], plain: ['token_hash'] },
  job_run: { appended: ['error'], plain: ['function_id', 'error_kind'] },
  job_step: { appended: ['error'], plain: ['name', 'result', 'error_kind'] },
  key_policy: { plain: ['scope_value'] },
  lease: {},
  ledger_entry: { appended: ['reason'], plain: ['former_digest'] },
  legal_hold: {
    own: ['user_id'],
    acted: ['created_by', 'approved_by', 'release_by', 'released_by'],
    texts: ['name', 'reason', 'release_reason'],
    plain: ['held_resource'],
  },
  mail_attachment: {},
  mail_message: { special: ['recipient', 'subject', 'text', 'html'], texts: ['last_error'], plain: ['link_path'] },
  mcp_server: {
    ...{ acted: ['user_ids'], texts: ['name', 'url', 'auth_settings', 'tools', 'test_result'] },
    plain: [
      ...['slug', 'credential', 'credential_hint', 'allowed_tools', 'denied_tools', 'allowed_resources', 'denied_resources'],
      ...['allowed_prompts', 'denied_prompts'],
    ],
  },
  membership: { own: ['user_id'], rows: 'delete' },
  notification_channel: {
    ...{ texts: ['name', 'url', 'settings', 'last_error', 'test_result'] },
    plain: ['kind', 'events', 'credential', 'credential_hint'],
  },
  notification_delivery: { texts: ['message', 'last_error', 'log'], plain: ['source_key', 'event'] },
  oauth_client: {
    ...{ acted: ['user_id', 'created_by'], texts: ['name', 'description'] },
    plain: ['secret_hash', 'display', 'former_secret_hash'],
  },
  oauth_token: { plain: ['token_hash', 'permissions'] },
  outbox_event: { texts: ['payload'], plain: ['name'] },
  pending_sign_in: { own: ['user_id'], rows: 'delete', plain: ['secret_hash', 'code_hash', 'ip'] },
  person_processing: { own: ['user_id'], rows: 'delete' },
  place_setting: { acted: ['manager_id'], texts: ['collaboration_tools'] },
  policy: { acted: ['draft_saved_by'], texts: ['name', 'description', 'draft'] },
  policy_setting: {},
  policy_version: {
    acted: ['created_by'],
    appended: ['note'],
    kept: { definition: 'What was in force is evidence of why calls were refused' },
    plain: ['written_by'],
  },
  price_decision: { acted: ['proposed_by', 'decided_by'], texts: ['note', 'decision_note'] },
  price_override: { acted: ['proposed_by', 'decided_by'], texts: ['note', 'decision_note'], plain: ['provider', 'model', 'rates'] },
  privacy_package_part: { special: ['content'] },
  privacy_request: {
    ...{ own: ['user_id'], acted: ['verified_by', 'approved_by', 'created_by'], special: ['email', 'note', 'verified_how'] },
    ...{ texts: ['outcome', 'extension_reason', 'problem'], plain: ['progress', 'package_digest', 'link_hash', 'certificate'] },
  },
  privacy_setting: {},
  project: {
    ...{ acted: ['owner_id'], texts: ['name', 'description', 'business_unit', 'profile', 'stakeholders'] },
    plain: ['slug', 'data_classes', 'compliance_requirements', 'allowed_domains', 'allowed_ips', 'language', 'frameworks'],
  },
  provider_object: { own: ['user_id'], texts: ['purpose', 'body', 'work'], plain: ['provider_id', 'owner'] },
  provider_record: {
    ...{ acted: ['reviewed_by'], texts: ['legal_name', 'dpa_reference', 'baa_reference', 'note'] },
    plain: ['provider', 'regions'],
  },
  rate_gauge: { plain: ['key'] },
  rate_limit: { texts: ['name'], plain: ['scope_value'] },
  rate_limit_setting: {},
  rate_place: { plain: ['key'] },
  rate_tier: { texts: ['name', 'description'], plain: ['limits'] },
  recommendation: {
    ...{ acted: ['decided_by'], texts: ['title', 'summary', 'evidence', 'reason'] },
    plain: ['kind', 'fingerprint', 'risk', 'plan', 'undo', 'measurement'],
  },
  reconciliation: { acted: ['created_by'], plain: ['provider', 'format'] },
  reconciliation_row: { acted: ['applied_by'], plain: ['model', 'explanations'] },
  reconciliation_schedule: { acted: ['created_by'], plain: ['credential', 'credential_hint', 'credential_origin', 'last_error'] },
  recovery_code: { own: ['user_id'], rows: 'delete', plain: ['code_hash'] },
  release: { acted: ['created_by', 'decided_by'], texts: ['name', 'notes', 'failure_note'], plain: ['semantic_version'] },
  report_delivery: { texts: ['recipient', 'reason'], plain: ['due_day', 'time_zone'] },
  report_export: { own: ['author_id'], texts: ['subject', 'request', 'error'], plain: ['position'] },
  report_schedule: {
    ...{ acted: ['author_id'], texts: ['name', 'paused_reason'] },
    plain: ['kind', 'sections', 'local_time', 'time_zone'],
  },
  report_subscription: { own: ['user_id'], rows: 'delete', texts: ['email'], plain: ['token_hash'] },
  rerate: { acted: ['created_by', 'started_by'], texts: ['reason'], plain: ['provider', 'model', 'breakdown'] },
  reservation: { plain: ['hold'] },
  role: { texts: ['title', 'description'], plain: ['name', 'permissions'] },
  role_assignment: { own: ['user_id'], rows: 'delete' },
  route: { acted: ['draft_saved_by'], texts: ['description', 'draft'], plain: ['name'] },
  route_version: { acted: ['created_by'], appended: ['note'], plain: ['definition'] },
  routing_preference: { plain: ['providers'] },
  saving_state: { plain: ['baseline_provider', 'baseline_model', 'savings'] },
  scim_event: { texts: ['actor_name', 'path', 'detail'], plain: ['method', 'resource_id'] },
  scim_user: { own: ['user_id'], rows: 'delete', special: ['user_name', 'user_name_key', 'external_id', 'other_emails', 'attributes'] },
  second_factor: {
    ...{ own: ['user_id'], rows: 'delete', special: ['name', 'hint'] },
    plain: ['credential', 'credential_id', 'public_key', 'rp_id', 'transports', 'code_hash'],
  },
  security_setting: {
    texts: ['sms_gateway'],
    plain: ['factor_roles', 'allowed_networks', 'allowed_countries', 'audit_reads', 'sms_secret'],
  },
  session: { own: ['user_id'], rows: 'delete', special: ['ip', 'user_agent'], plain: ['secret_hash', 'method'] },
  spent_challenge: { plain: ['challenge_hash'] },
  sso_connection: {
    ...{ texts: ['name', 'claims', 'group_mappings', 'test_result', 'required_groups'] },
    plain: [
      ...['issuer', 'client_id', 'scopes', 'credential', 'credential_hint', 'idp_entity_id', 'idp_sso_url', 'idp_slo_url'],
      ...['idp_certificates', 'encryption_certificates'],
    ],
  },
  sso_domain: { plain: ['domain', 'proof', 'check_message'] },
  sso_flow: { texts: ['answer'], plain: ['binding_hash', 'handle', 'next', 'ticket_hash'] },
  sso_grant: { own: ['user_id'], rows: 'delete' },
  sso_identity: { own: ['user_id'], rows: 'delete', special: ['subject', 'groups', 'attributes'] },
  sso_session: { special: ['subject'], plain: ['provider_session', 'name_id_format', 'credential'] },
  sso_setting: { acted: ['break_glass_user_ids'] },
  sso_sync_log: { own: ['user_id'], special: ['email', 'detail', 'changes'], plain: ['code'] },
  sso_used_assertion: { plain: ['digest'] },
  statement: {
    ...{ acted: ['issued_by'], kept: { scope_name: byBooks, tenant_name: byBooks, allocations: byBooks, terms: byBooks } },
    plain: ['number', 'scope_value', 'period_label', 'time_zone', 'digest'],
  },
  statement_line: { kept: { team_name: byBooks, description: byBooks, cost_center: byBooks }, plain: ['provider', 'model'] },
  statement_setting: { texts: ['settings'] },
  stored_file: { texts: ['name'], plain: ['content_type'] },
  stored_file_part: { kept: { content: 'Reports and exports that were written before; they are deleted when their days are over' } },
  support_access: { acted: ['operator_id', 'decided_by', 'user_id'], texts: ['reason', 'operator_name', 'operator_email'] },
  support_case: { acted: ['created_by'] },
  survey: { acted: ['created_by'], texts: ['title', 'questions'], plain: ['salt'] },
  survey_answer: { appended: ['answers'], plain: ['respondent'] },
  target_status: { plain: ['host', 'model', 'figures', 'last_fault', 'circuit_why'] },
  team: { texts: ['name', 'description'] },
  tenant: { texts: ['settings'], plain: ['ceiling', 'slug', 'name', 'residency', 'time_zone'] },
  tenant_day: {},
  transformation_set: { acted: ['created_by'], kept: { rules: 'Rules that calls were changed by are evidence of what was sent' } },
  usage_batch: { plain: ['root'] },
  usage_closed_day: { plain: ['time_zone'] },
  usage_closed_span: {},
  usage_correction: {},
  usage_day: {},
  usage_day_part: { plain: ['part'] },
  usage_dimension: { plain: ['value'] },
  usage_erasure: { plain: ['digest'] },
  usage_event: {
    special: ['tags'],
    kept: { policy: inDigest, classification: inDigest, routing: inDigest, billing: inDigest },
    plain: ['task_type', 'protocol', 'error_code'],
  },
  usage_hour: {},
  usage_latency_day: {},
  usage_latency_day_hour: {},
  usage_latency_hour: {},
  usage_latency_span: {},
  usage_outcome_day: { plain: ['name'] },
  usage_span_part: { plain: ['part'] },
  usage_work_day: { plain: ['protocol', 'task_type'] },
  usage_work_hour: { plain: ['protocol', 'task_type'] },
  usage_work_span: { plain: ['protocol', 'task_type'] },
  user_account: { own: ['id'], special: ['email', 'email_key', 'name', 'password_hash', 'time_zone'] },
  user_group: { texts: ['name', 'description'], plain: ['external_id'] },
  virtual_key: {
    ...{ own: ['user_id'], acted: ['disabled_by', 'created_by'], blank: ['name', 'allowed_addresses', 'tags'], texts: ['name', 'tags'] },
    plain: ['key_hash', 'display', 'allowed_models', 'allowed_providers', 'allowed_endpoints', 'allowed_addresses'],
  },
};
