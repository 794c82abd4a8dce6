import type { Databases } from '#db/client.ts';
import { type MetricFamily, single } from '#lib/core/metric-family.ts';

/** Numbers of background runs and of what waits to start them, read in the database; for the worker that leads. */
export async function runFamilies({ jobs }: Pick<Databases, 'jobs'>): Promise<MetricFamily[]> {
  const client = jobs.$client;
  const states = await client<{ job: string; state: string; count: number }[]>`
    select function_id as job, state, count(*)::int as count from job_run
    where state not in ('succeeded', 'failed') or ended_at > now() - interval '1 day' group by 1, 2`;
  const [waiting] = await client<{ seconds: number }[]>`
    select coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as seconds from job_run
    where state in ('waiting', 'sent') and due_at <= now()`;
  return [
    {
      ...{ name: 'tollgate_job_runs', help: 'Background runs that are under way, and those that ended within a day', type: 'gauge' },
      samples: states.map(({ job, state, count }) => ({ labels: { job, state }, value: count })),
    },
    single('gauge', 'tollgate_job_wait_seconds', 'How long the oldest run that is due has waited', waiting?.seconds ?? 0),
  ];
}
