import { type SQL, sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import type { JobRun } from '#lib/contracts/jobs.ts';

/** A row of `visibleRuns`; times as PostgreSQL writes them. */
interface VisibleRun extends Record<string, unknown> {
  readonly id: string;
  readonly job_id: string;
  readonly of: JobRun['of'];
  readonly trigger: JobRun['trigger'];
  readonly state: JobRun['state'];
  readonly scheduled_at: string | null;
  readonly due_at: string;
  readonly failures: number;
  readonly interruptions: number;
  readonly error_kind: string | null;
  readonly error: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/** A time of the database, where there is one. */
export const instantOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const toJobRun = (row: VisibleRun): JobRun => ({
  id: row.id,
  job_id: row.job_id,
  of: row.of,
  trigger: row.trigger,
  state: row.state,
  scheduled_at: instantOf(row.scheduled_at),
  due_at: new Date(row.due_at),
  failures: row.failures,
  interruptions: row.interruptions,
  error_kind: row.error_kind,
  error: row.error,
  created_at: new Date(row.created_at),
  started_at: instantOf(row.started_at),
  ended_at: instantOf(row.ended_at),
});

/** The tenant's own runs and those of the whole installation, as a subquery; what lies in the runner's queue waits. */
const visibleRuns = (tenantId: string): SQL => sql`(
  select id, function_id as job_id, 'organization' as of, trigger, case state when 'sent' then 'waiting' else state end as state, scheduled_at,
    due_at, failures, interruptions, error_kind, error, created_at, started_at, ended_at
  from job_run where tenant_id = ${tenantId}::uuid
  union all
  select id, function_id, 'installation', trigger, case state when 'sent' then 'waiting' else state end, scheduled_at,
    due_at, failures, interruptions, error_kind, null, created_at, started_at, ended_at
  from installation_runs()) as runs`;

/** Reads runs that the tenant may see; `tail` is what follows `from runs`. */
export async function readRuns(tx: TenantTransaction, tenantId: string, tail: SQL): Promise<JobRun[]> {
  const rows = await tx.execute<VisibleRun>(sql`select * from ${visibleRuns(tenantId)} ${tail}`);
  return rows.map(toJobRun);
}

/** The newest run of each function. */
export async function readNewestRuns(tx: TenantTransaction, tenantId: string): Promise<JobRun[]> {
  const rows = await tx.execute<VisibleRun>(
    sql`select distinct on (job_id) * from ${visibleRuns(tenantId)} order by job_id, created_at desc, id desc`,
  );
  return rows.map(toJobRun);
}

/** One run, or null where the tenant has none of this id. */
export async function readRun(tx: TenantTransaction, tenantId: string, id: string): Promise<JobRun | null> {
  const [run] = await readRuns(tx, tenantId, sql`where id = ${id}::uuid`);
  return run ?? null;
}
