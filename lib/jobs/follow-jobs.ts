import { sql } from 'drizzle-orm';
import { defineStream } from '#lib/command/define-stream.ts';
import { type JobFigures, jobFollow } from '#lib/contracts/jobs.ts';
import { instantOf } from './read-runs.ts';

const intervalMs = 1000;
const dayMs = 86_400_000;

interface Row extends Record<string, unknown> {
  readonly under_way: number;
  readonly failed: number;
  readonly succeeded: number;
  readonly changed_at: string | null;
}

/** Read from the database at each turn, so that what any process does is seen within a second. */
export const followJobs = defineStream(jobFollow, {
  intervalMs,
  async read({ tx, tenantId, now }, _input, lastId) {
    const since = new Date(now.getTime() - dayMs).toISOString();
    const [row] = await tx.execute<Row>(sql`
      select sum(under_way)::int as under_way, sum(failed)::int as failed, sum(succeeded)::int as succeeded, max(changed_at) as changed_at from (
        select * from installation_run_figures(${since}::timestamptz)
        union all
        select count(*) filter (where state not in ('succeeded', 'failed')), count(*) filter (where state = 'failed'),
          count(*) filter (where state = 'succeeded'), max(greatest(created_at, started_at, ended_at))
        from job_run where tenant_id = ${tenantId}::uuid and created_at >= ${since}::timestamptz) as figures`);
    const payload: JobFigures = {
      under_way: row?.under_way ?? 0,
      failed: row?.failed ?? 0,
      succeeded: row?.succeeded ?? 0,
      changed_at: instantOf(row?.changed_at ?? null),
    };
    const id = [payload.under_way, payload.failed, payload.succeeded, payload.changed_at?.getTime() ?? ''].join('.');
    return id === lastId ? null : { id, payload };
  },
});
