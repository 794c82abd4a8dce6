// This file is long because it is one table: who may touch what.

import type { PoolRole } from './roles.ts';

/**
 * Who may touch what: the one declaration from which privileges and row-level security are made, and against which the
 * tests walk the catalogue. What is not declared is taken away; a table or function that is missing here stops the migration.
 */

export const tablePrivileges = ['select', 'insert', 'update', 'delete'] as const;

export type TablePrivilege = (typeof tablePrivileges)[number];

/** Privileges on a whole table (`true`) or on the named columns only. */
export type Grants = Readonly<Partial<Record<TablePrivilege, true | readonly string[]>>>;

/**
 * `tenant`: forced row-level security; app sees the transaction's tenant, bi that of its
 * token, the other roles all rows unless `rows` narrows it.
 * `shared`: the same rows for everybody, no row-level security. `internal`: the owner's alone.
 */
export interface TableAccess {
  readonly kind: 'tenant' | 'shared' | 'internal';
  readonly grants: Readonly<Partial<Record<PoolRole, Grants>>>;
  /** SQL conditions on the rows of roles that work across tenants. */
  readonly rows?: Readonly<Partial<Record<PoolRole, string>>>;
}

const read = { select: true } as const;
const append = { select: true, insert: true } as const;
const post = { select: true, insert: true, update: true } as const;
const write = { select: true, insert: true, update: true, delete: true } as const;

type TenantGrants = Partial<Record<PoolRole, Grants>>;
const tenantTable = (grants: TenantGrants, rows?: TableAccess['rows']): TableAccess => ({
  kind: 'tenant',
  grants,
  ...(rows === undefined ? {} : { rows }),
});
/** Sums of usage without people and keys, for tools of a tenant. */
const sumColumns = [
  ...['tenant_id', 'department_dim', 'team_dim', 'connection_dim', 'provider_dim', 'model_dim', 'project_dim', 'environment_dim'],
  ...['requests', 'succeeded', 'failed', 'refused', 'cancelled', 'interrupted'],
  ...['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens', 'reasoning_tokens', 'cost_nano_usd'],
];
const namesOnly = { select: ['tenant_id', 'id', 'name'] } as const;
const internalTable: TableAccess = { kind: 'internal', grants: {} };

export const tableAccess: Readonly<Record<string, TableAccess>> = {
  // Kind and status decide what a tenant is to the platform, so no tenant may write its own.
  tenant: tenantTable({
    app: {
      select: true,
      insert: true,
      update: ['slug', 'name', 'residency', 'time_zone', 'unpriced_policy', 'price_review', 'settings', 'updated_at', 'version'],
    },
    operator: { select: ['tenant_id', 'slug', 'name', 'kind', 'status', 'residency', 'ceiling', 'created_at'] },
  }),
  // Figures: what an organization decided about them, and what people think of answers.
  // Those who run the platform see who shares figures with peers, and since when.
  analytics_setting: tenantTable(
    { app: post, operator: { select: ['tenant_id', 'shares_benchmarks', 'shares_since_at'] } },
    { operator: 'shares_benchmarks' },
  ),
  peer_benchmark: { kind: 'shared', grants: { app: read, jobs: append } },
  analytics_goal: tenantTable({ app: post }),
  feedback: tenantTable({ app: write }),
  survey: tenantTable({ app: post }),
  // An answer stays as it was given.
  survey_answer: tenantTable({ app: append }),
  // Views of figures, and what of them other sites may show.
  dashboard: tenantTable({ app: write }),
  embed: tenantTable({ app: write }),
  department: tenantTable({ app: write, bi: namesOnly }),
  team: tenantTable({ app: write, bi: namesOnly }),
  place_setting: tenantTable({ app: write }),
  invitation: tenantTable({ app: post }),
  user_account: tenantTable({ app: write }),
  membership: tenantTable({ app: write }),
  session: tenantTable({ app: write }),
  api_token: tenantTable({ app: write }),
  bi_token: tenantTable({ app: post }),
  oauth_client: tenantTable({ app: write }),
  oauth_token: tenantTable({ app: write }),
  // What a directory says of people, and what it asked for.
  scim_user: tenantTable({ app: write }),
  scim_event: tenantTable({ app: write }),
  second_factor: tenantTable({ app: write }),
  recovery_code: tenantTable({ app: write }),
  factor_guess: tenantTable({ app: write }),
  spent_challenge: tenantTable({ app: write }),
  pending_sign_in: tenantTable({ app: write }),
  security_setting: tenantTable({ app: write }),
  role: tenantTable({ app: write }),
  role_assignment: tenantTable({ app: write }),
  user_group: tenantTable({ app: write }),
  group_member: tenantTable({ app: write }),
  group_role: tenantTable({ app: write }),
  guardrail: tenantTable({ app: write }),
  guardrail_version: tenantTable({ app: append }),
  encryption_key: tenantTable({ app: write }),
  connection: tenantTable({ app: write, bi: namesOnly }),
  cost_center: tenantTable({ app: write }),
  cost_allocation: tenantTable({ app: write }),
  project: tenantTable({ app: write, bi: namesOnly }),
  environment: tenantTable({ app: write, bi: namesOnly }),
  release: tenantTable({ app: write }),
  virtual_key: tenantTable({ app: write }),
  key_policy: tenantTable({ app: write }),
  connection_loan: tenantTable({ app: post }),
  key_loan: tenantTable({ app: post }),
  budget_loan: tenantTable({ app: post }),
  mcp_server: tenantTable({ app: write }),
  route: tenantTable({ app: write }),
  // What was published stays as it is.
  route_version: tenantTable({ app: append }),
  routing_preference: tenantTable({ app: write }),
  governance_config: tenantTable({ app: write }),
  policy: tenantTable({ app: write }),
  policy_version: tenantTable({ app: append }),
  policy_setting: tenantTable({ app: write }),
  // Written by gateway processes for many tenants at once.
  target_status: tenantTable({ app: read, ingest: write }),
  connection_span: tenantTable({ app: read, ingest: write }),
  gateway_process: { kind: 'shared', grants: { app: read, ingest: write } },
  config_version: tenantTable({ app: post }),
  idempotency_record: tenantTable({ app: write }),
  // Answers that are told again, and the rules by which requests are changed.
  data_class_setting: tenantTable({ app: write }),
  content_log_setting: tenantTable({ app: write }),
  call_content: tenantTable({ app: write }),
  cache_settings: tenantTable({ app: write }),
  cache_entry: tenantTable({ app: write }),
  idempotent_call: tenantTable({ app: write }),
  transformation_set: tenantTable({ app: append }),
  outbox_event: tenantTable({ app: write, ingest: { insert: true } }),
  // Append-only, for whoever comes through a pool.
  audit_entry: tenantTable({ app: append, ingest: { insert: true }, audit: append }),
  // The Merkle log over it is the sequencer's to write.
  audit_log: tenantTable({ app: read, audit: post }),
  audit_pending: tenantTable({ app: read, audit: { select: true, delete: true } }),
  audit_leaf: tenantTable({ app: read, audit: append }),
  audit_tile: tenantTable({ app: read, audit: append }),
  audit_checkpoint: tenantTable({ app: read, audit: append }),
  audit_subject: tenantTable({ app: read, audit: append }),
  audit_target: tenantTable({ app: write }),
  audit_term: tenantTable({ app: read, audit: append }),
  audit_erasure: tenantTable({ app: append, audit: append }),
  // Usage is posted by ingest for many tenants in one transaction; everybody else reads.
  usage_dimension: tenantTable(
    { app: read, ingest: append, operator: read, bi: read },
    {
      operator: "kind IN ('provider', 'model')",
      bi: "kind IN ('department', 'team', 'connection', 'provider', 'model', 'project', 'environment')",
    },
  ),
  usage_event: tenantTable({ app: read, ingest: post }),
  usage_hour: tenantTable({ app: read, ingest: post, operator: read, bi: { select: ['hour_at', ...sumColumns] } }),
  usage_latency_hour: tenantTable({ app: read, ingest: post, operator: read }),
  // Made by close_usage_days and taken back by the trigger of usage_hour, both of the owner.
  usage_closed_day: tenantTable({ app: read, bi: { select: ['tenant_id', 'day_at', 'next_day_at', 'time_zone'] } }),
  usage_closed_span: tenantTable({ app: read }),
  usage_day_part: tenantTable({ app: read }),
  usage_span_part: tenantTable({ app: read }),
  usage_latency_span: tenantTable({ app: read }),
  usage_work_span: tenantTable({ app: read }),
  usage_outcome_day: tenantTable({ app: read }),
  usage_day: tenantTable({ app: read, operator: read, bi: { select: ['day_at', ...sumColumns] } }),
  usage_latency_day: tenantTable({ app: read }),
  usage_latency_day_hour: tenantTable({ app: read }),
  usage_work_hour: tenantTable({ app: read, ingest: post }),
  usage_work_day: tenantTable({ app: read }),
  usage_batch: tenantTable({ app: read, ingest: append, audit: read }),
  ledger_entry: tenantTable({ app: read, ingest: append }),
  reservation: tenantTable({ app: read, ingest: post }),
  provider_object: tenantTable({ app: write, jobs: { select: ['tenant_id', 'id', 'state', 'next_check_at'] } }),
  // Budgets are the tenant's to write; what is spent and leased moves only through the functions of budgets.sql.
  budget: tenantTable({ app: write }),
  budget_period: tenantTable({ app: read, ingest: read }),
  lease: tenantTable({ app: read, ingest: read }),
  budget_crossing: tenantTable({ app: read }),
  // Limits are the tenant's to write; what is counted moves through the functions of rate-limits.sql.
  rate_tier: tenantTable({ app: write }),
  rate_limit: tenantTable({ app: write }),
  rate_limit_setting: tenantTable({ app: write }),
  rate_gauge: tenantTable({ app: read }),
  rate_place: tenantTable({ app: read }),
  billing_setting: tenantTable({ app: write }),
  budget_acknowledgement: tenantTable({ app: append }),
  // Prices of one's own, and what was decided about those of the list. Re-ratings are carried out by ingest.
  price_decision: tenantTable({ app: post }),
  price_override: tenantTable({ app: post }),
  rerate: tenantTable({ app: post, ingest: { select: true, update: true } }),
  usage_correction: tenantTable({ app: read, ingest: append }),
  adjustment: tenantTable({ app: append }),
  approval_rule: tenantTable({ app: write }),
  approval: tenantTable({ app: post }),
  approval_step: tenantTable({ app: post }),
  approval_delegation: tenantTable({ app: post }),
  access_grant: tenantTable({ app: write }),
  approval_link: tenantTable({ app: post }),
  // What was stated stays as it is.
  statement: tenantTable({ app: append }),
  statement_line: tenantTable({ app: append }),
  statement_setting: tenantTable({ app: write }),
  // Rows are marked when what they propose was booked.
  reconciliation: tenantTable({ app: post }),
  reconciliation_row: tenantTable({ app: post }),
  reconciliation_schedule: tenantTable({ app: write }),
  // What went wrong, what became of it, and how far a tenant's money was last compared.
  alert: tenantTable({ app: post }),
  alert_entry: tenantTable({ app: append }),
  alert_rule: tenantTable({ app: post }),
  alert_setting: tenantTable({ app: post }),
  anomaly: tenantTable({ app: post }),
  anomaly_scan: tenantTable({ app: post }),
  recommendation: tenantTable({ app: post }),
  saving_state: tenantTable({ app: post }),
  incident: tenantTable({ app: post }),
  incident_entry: tenantTable({ app: append }),
  conservation_check: tenantTable({ app: post }),
  notification_channel: tenantTable({ app: post }),
  notification_delivery: tenantTable({ app: post }),
  mail_message: tenantTable({ app: post }),
  // Counts for those who run the platform, and what they asked for.
  tenant_day: tenantTable({ app: read, operator: read }),
  support_access: tenantTable({ app: post }),
  support_case: tenantTable({ app: append }),
  // What runs in the background. A tenant sees its own runs and may start them again; the runner moves all of them.
  job_function: { kind: 'shared', grants: { app: read, jobs: write } },
  job_run: tenantTable({ app: { select: true, insert: true, update: ['state', 'due_at', 'failures', 'ended_at'] }, jobs: write }),
  job_step: tenantTable({ app: read, jobs: write }),
  mail_attachment: tenantTable({ app: write }),
  // Files that jobs write, and reports that are sent or asked for.
  stored_file: tenantTable({ app: write }),
  stored_file_part: tenantTable({ app: write }),
  report_schedule: tenantTable({ app: write }),
  report_subscription: tenantTable({ app: write }),
  report_delivery: tenantTable({ app: write }),
  report_export: tenantTable({ app: write }),
  // What runs found stays as it is; what people decide about it does not.
  compliance_setting: tenantTable({ app: write }),
  compliance_monitor: tenantTable({ app: write }),
  compliance_framework: tenantTable({ app: post }),
  compliance_run: tenantTable({ app: append }),
  compliance_result: tenantTable({ app: append }),
  compliance_finding: tenantTable({ app: post }),
  compliance_finding_entry: tenantTable({ app: append }),
  compliance_attestation: tenantTable({ app: post }),
  provider_record: tenantTable({ app: write }),
  access_review: tenantTable({ app: post }),
  access_review_item: tenantTable({ app: post }),
  consent_purpose: tenantTable({ app: write }),
  // What was said is never changed; it goes with the person.
  consent_record: tenantTable({ app: { select: true, insert: true, delete: true } }),
  privacy_request: tenantTable({ app: post }),
  privacy_package_part: tenantTable({ app: write }),
  person_processing: tenantTable({ app: write }),
  privacy_setting: tenantTable({ app: post }),
  legal_hold: tenantTable({ app: post }),
  usage_erasure: tenantTable({ app: read, ingest: append, audit: read }),
  // The price list is everybody's; a job imports it.
  price_version: { kind: 'shared', grants: { app: read, lookup: read, jobs: append } },
  price: { kind: 'shared', grants: { app: read, lookup: read, jobs: append } },
  catalog_model: { kind: 'shared', grants: { app: read, lookup: read, jobs: append } },
  // Single sign-on; the log of what it did is never changed.
  sso_connection: tenantTable({ app: write }),
  sso_domain: tenantTable({ app: write }),
  sso_setting: tenantTable({ app: write }),
  sso_flow: tenantTable({ app: write }),
  sso_used_assertion: tenantTable({ app: write }),
  sso_identity: tenantTable({ app: write }),
  sso_session: tenantTable({ app: write }),
  sso_grant: tenantTable({ app: write }),
  sso_sync_log: tenantTable({ app: append }),
  tenant_token_key: internalTable,
  access_state: internalTable,
};

/** Views of schema public and who may read them; each with the rights of who asks (`security_invoker`), so that policies hold. */
export const viewAccess: Readonly<Record<string, readonly PoolRole[]>> = { bi_usage_day: ['bi'], bi_usage_hour: ['bi'] };

/** Functions of schema public by signature, and who may execute them. `definer`: runs with the owner's rights. */
export interface FunctionAccess {
  readonly definer: boolean;
  readonly execute: readonly PoolRole[];
}

export const functionAccess: Readonly<Record<string, FunctionAccess>> = {
  'current_tenant()': { definer: true, execute: ['app'] },
  'bi_tenant()': { definer: true, execute: ['bi'] },
  'lookup_key(text)': { definer: true, execute: ['lookup'] },
  'lookup_session(text)': { definer: true, execute: ['lookup'] },
  'lookup_api_token(text)': { definer: true, execute: ['lookup'] },
  'lookup_oauth_token(text)': { definer: true, execute: ['lookup'] },
  'lookup_oauth_client(text)': { definer: true, execute: ['lookup'] },
  'lookup_sign_in(text,text)': { definer: true, execute: ['lookup'] },
  'lookup_sso_connection(uuid)': { definer: true, execute: ['lookup'] },
  'lookup_sso_domain(text)': { definer: true, execute: ['lookup'] },
  'lookup_invitation(text)': { definer: true, execute: ['lookup'] },
  'lookup_report_subscription(text)': { definer: true, execute: ['lookup'] },
  'config_changes(xid8)': { definer: true, execute: ['lookup'] },
  'queue_audit_entries()': { definer: true, execute: [] },
  'requeue_audit_entries()': { definer: true, execute: ['audit'] },
  'erase_audit_subject(uuid,uuid)': { definer: true, execute: ['audit'] },
  'erase_person_records(uuid,text,text,text)': { definer: true, execute: ['app'] },
  'retire_audit_entries(uuid,integer,bigint,timestamp with time zone)': { definer: true, execute: ['audit'] },
  'stamp_config_version()': { definer: false, execute: [] },
  'drop_empty_audit_partitions(timestamp with time zone)': { definer: true, execute: ['jobs'] },
  'ensure_audit_partitions(timestamp with time zone,timestamp with time zone)': { definer: true, execute: ['jobs'] },
  'ensure_usage_partitions(timestamp with time zone,timestamp with time zone)': { definer: true, execute: ['ingest', 'jobs'] },
  'close_usage_days(uuid,integer,timestamp with time zone)': { definer: true, execute: ['jobs'] },
  'close_usage_spans(uuid,integer)': { definer: true, execute: ['jobs'] },
  'reopen_usage_day()': { definer: true, execute: [] },
  'key_rotation_rule(uuid,text,uuid)': { definer: false, execute: ['app'] },
  'is_governed(uuid)': { definer: false, execute: ['app'] },
  'grants_of(uuid,uuid,timestamp with time zone)': { definer: true, execute: ['app'] },
  'person_of_session(uuid,uuid,timestamp with time zone)': { definer: true, execute: ['app'] },
  'tenants_due(text,timestamp with time zone,integer)': { definer: true, execute: ['jobs'] },
  'mark_keys_used(uuid[],uuid[],timestamp with time zone[])': { definer: true, execute: ['ingest'] },
  'note_tenant_day(date)': { definer: true, execute: ['jobs'] },
  'set_tenant_standing(uuid,text,jsonb)': { definer: true, execute: ['app'] },
  'cost_share(bigint,text,text)': { definer: false, execute: ['app', 'ingest'] },
  'new_uuid()': { definer: false, execute: [] },
  'budget_scope_spend(uuid,text,text,timestamp with time zone,timestamp with time zone)': { definer: true, execute: [] },
  'open_budget_period(uuid,uuid,timestamp with time zone,timestamp with time zone)': { definer: true, execute: [] },
  'budget_limit_in_force(bigint,smallint)': { definer: false, execute: ['app'] },
  'apply_budget_limit(uuid)': { definer: true, execute: ['app'] },
  'budget_loans(uuid,uuid,timestamp with time zone)': { definer: true, execute: [] },
  'lock_budget_rooms(uuid[],timestamp with time zone,timestamp with time zone)': { definer: true, execute: ['app'] },
  'rescope_budget(uuid,timestamp with time zone,timestamp with time zone)': { definer: true, execute: ['app'] },
  'copy_budget_periods(uuid,uuid)': { definer: true, execute: ['app'] },
  'lock_budgets(uuid[],uuid[],timestamp with time zone[],timestamp with time zone[],uuid[],uuid[])': { definer: true, execute: ['ingest'] },
  'grant_lease(uuid,uuid,timestamp with time zone,timestamp with time zone,uuid,uuid,bigint,bigint,bigint)': {
    definer: true,
    execute: ['ingest'],
  },
  'recall_leases(uuid,uuid,timestamp with time zone,uuid)': { definer: true, execute: [] },
  'return_lease(uuid,uuid,bigint,bigint,boolean)': { definer: true, execute: ['ingest'] },
  'fence_lease(uuid,uuid,timestamp with time zone,timestamp with time zone,uuid,uuid,bigint)': { definer: true, execute: ['ingest'] },
  'see_leases(uuid[],uuid[])': { definer: true, execute: ['ingest'] },
  'reopen_lease(uuid,uuid)': { definer: true, execute: ['ingest'] },
  'reassert_lease(uuid,uuid,timestamp with time zone,timestamp with time zone,uuid,uuid,bigint,bigint)': {
    definer: true,
    execute: ['ingest'],
  },
  'charge_budgets(uuid[],uuid[],timestamp with time zone[],text[],bigint[],bigint[],uuid[],uuid[],uuid[],uuid[],uuid[],bigint[])': {
    definer: true,
    execute: ['ingest'],
  },
  'reserve_budgets(uuid,uuid,uuid,bigint,jsonb,uuid[],timestamp with time zone[],timestamp with time zone[],bigint[])': {
    definer: true,
    // Asked by reserve_calls; processes of the version before ask it themselves while they are being replaced.
    execute: ['ingest'],
  },
  'reserve_calls(uuid,jsonb)': { definer: true, execute: ['ingest'] },
  'book_adjustment(uuid,uuid[],timestamp with time zone[],timestamp with time zone[],timestamp with time zone[],timestamp with time zone[])':
    {
      definer: true,
      execute: ['app'],
    },
  'direct_parts(jsonb)': { definer: false, execute: ['app'] },
  'end_reservations(uuid[],uuid[],text)': { definer: true, execute: ['ingest'] },
  'close_leases(uuid[],boolean)': { definer: true, execute: ['ingest'] },
  'end_lease(uuid,uuid,boolean,text)': { definer: true, execute: [] },
  'sweep_silent_leases(integer,integer)': { definer: true, execute: ['ingest'] },
  'presume_lease(uuid,uuid,integer)': { definer: true, execute: [] },
  'settle_silent_lease(uuid,uuid,boolean,text)': { definer: true, execute: ['app'] },
  'grant_rate_shares(uuid[],text[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint[],uuid)': {
    definer: true,
    execute: ['ingest'],
  },
  'return_rate_shares(uuid[],text[],bigint[],bigint[])': { definer: true, execute: ['ingest'] },
  'see_rate_places(uuid[],text[],uuid)': { definer: true, execute: ['ingest'] },
  'sweep_rate_gauges()': { definer: true, execute: ['ingest'] },
  'close_budget_periods()': { definer: true, execute: ['ingest'] },
  'installation_runs()': { definer: true, execute: ['app'] },
  'installation_run_figures(timestamp with time zone)': { definer: true, execute: ['app'] },
  'installation_steps(uuid)': { definer: true, execute: ['app'] },
  'start_installation_run(text,uuid,timestamp with time zone)': { definer: true, execute: ['app'] },
  'retry_installation_run(uuid,timestamp with time zone)': { definer: true, execute: ['app'] },
};
