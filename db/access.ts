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
 * `tenant`: forced row-level security; app sees the transaction's tenant, the other roles all rows unless `rows` narrows it.
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
const internalTable: TableAccess = { kind: 'internal', grants: {} };

export const tableAccess: Readonly<Record<string, TableAccess>> = {
  // Kind and status decide what a tenant is to the platform, so no tenant may write its own.
  tenant: tenantTable({
    app: {
      select: true,
      insert: true,
      update: ['slug', 'name', 'residency', 'time_zone', 'unpriced_policy', 'price_review', 'settings', 'updated_at', 'version'],
    },
    operator: { select: ['tenant_id', 'slug', 'name', 'kind', 'status', 'residency', 'created_at'] },
  }),
  department: tenantTable({ app: write }),
  team: tenantTable({ app: write }),
  user_account: tenantTable({ app: write }),
  membership: tenantTable({ app: write }),
  session: tenantTable({ app: write }),
  role: tenantTable({ app: write }),
  role_assignment: tenantTable({ app: write }),
  encryption_key: tenantTable({ app: write }),
  connection: tenantTable({ app: write }),
  cost_center: tenantTable({ app: write }),
  cost_allocation: tenantTable({ app: write }),
  project: tenantTable({ app: write }),
  environment: tenantTable({ app: write }),
  release: tenantTable({ app: write }),
  virtual_key: tenantTable({ app: write }),
  mcp_server: tenantTable({ app: write }),
  route: tenantTable({ app: write }),
  // What was published stays as it is.
  route_version: tenantTable({ app: append }),
  routing_preference: tenantTable({ app: write }),
  // Written by gateway processes for many tenants at once.
  target_status: tenantTable({ app: read, ingest: write }),
  config_version: tenantTable({ app: post }),
  idempotency_record: tenantTable({ app: write }),
  // Answers that are told again, and the rules by which requests are changed.
  cache_settings: tenantTable({ app: write }),
  cache_entry: tenantTable({ app: write }),
  idempotent_call: tenantTable({ app: write }),
  transformation_set: tenantTable({ app: append }),
  outbox_event: tenantTable({ app: write, ingest: { insert: true } }),
  // Append-only, for whoever comes through a pool.
  audit_entry: tenantTable({ app: append, audit: read }),
  // Usage is posted by ingest for many tenants in one transaction; everybody else reads.
  usage_dimension: tenantTable({ app: read, ingest: append, operator: read }, { operator: "kind IN ('provider', 'model')" }),
  usage_event: tenantTable({ app: read, ingest: post }),
  usage_hour: tenantTable({ app: read, ingest: post, operator: read }),
  usage_latency_hour: tenantTable({ app: read, ingest: post, operator: read }),
  // Made by close_usage_days and taken back by the trigger of usage_hour, both of the owner.
  usage_closed_day: tenantTable({ app: read }),
  usage_day: tenantTable({ app: read, operator: read }),
  usage_latency_day: tenantTable({ app: read }),
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
  // What went wrong, what became of it, and how far a tenant's money was last compared.
  incident: tenantTable({ app: post }),
  incident_entry: tenantTable({ app: append }),
  conservation_check: tenantTable({ app: post }),
  mail_message: tenantTable({ app: post }),
  // The price list is everybody's; a job imports it.
  price_version: { kind: 'shared', grants: { app: read, lookup: read, jobs: append } },
  price: { kind: 'shared', grants: { app: read, lookup: read, jobs: append } },
  catalog_model: { kind: 'shared', grants: { app: read, lookup: read, jobs: append } },
  tenant_token_key: internalTable,
  access_state: internalTable,
};

/** Functions of schema public by signature, and who may execute them. `definer`: runs with the owner's rights. */
export interface FunctionAccess {
  readonly definer: boolean;
  readonly execute: readonly PoolRole[];
}

export const functionAccess: Readonly<Record<string, FunctionAccess>> = {
  'current_tenant()': { definer: true, execute: ['app'] },
  'lookup_key(text)': { definer: true, execute: ['lookup'] },
  'lookup_session(text)': { definer: true, execute: ['lookup'] },
  'lookup_sign_in(text,text)': { definer: true, execute: ['lookup'] },
  'config_changes(xid8)': { definer: true, execute: ['lookup'] },
  'stamp_config_version()': { definer: false, execute: [] },
  'ensure_usage_partitions(timestamp with time zone,timestamp with time zone)': { definer: true, execute: ['ingest', 'jobs'] },
  'close_usage_days(uuid,integer)': { definer: true, execute: ['jobs'] },
  'reopen_usage_day()': { definer: true, execute: [] },
  'tenants_due(text,timestamp with time zone,integer)': { definer: true, execute: ['jobs'] },
  'mark_keys_used(uuid[],uuid[],timestamp with time zone[])': { definer: true, execute: ['ingest'] },
  'cost_share(bigint,text,text)': { definer: false, execute: ['app', 'ingest'] },
  'new_uuid()': { definer: false, execute: [] },
  'budget_scope_spend(uuid,text,text,timestamp with time zone,timestamp with time zone)': { definer: true, execute: [] },
  'open_budget_period(uuid,uuid,timestamp with time zone,timestamp with time zone)': { definer: true, execute: [] },
  'budget_limit_in_force(bigint,smallint)': { definer: false, execute: ['app'] },
  'apply_budget_limit(uuid)': { definer: true, execute: ['app'] },
  'rescope_budget(uuid,timestamp with time zone,timestamp with time zone)': { definer: true, execute: ['app'] },
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
    execute: ['ingest'],
  },
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
  'grant_rate_shares(uuid[],text[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint[],bigint[],uuid)': {
    definer: true,
    execute: ['ingest'],
  },
  'return_rate_shares(uuid[],text[],bigint[],bigint[])': { definer: true, execute: ['ingest'] },
  'see_rate_places(uuid[],text[],uuid)': { definer: true, execute: ['ingest'] },
  'sweep_rate_gauges()': { definer: true, execute: ['ingest'] },
  'close_budget_periods()': { definer: true, execute: ['ingest'] },
};
