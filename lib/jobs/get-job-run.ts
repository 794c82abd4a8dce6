import { type SQL, sql } from 'drizzle-orm';
import { defineQuery } from '#lib/command/define-query.ts';
import { type JobRunWithSteps, jobRunGet } from '#lib/contracts/jobs.ts';
import { AppError } from '#lib/core/errors.ts';
import { instantOf, readRun } from './read-runs.ts';

interface VisibleStep extends Record<string, unknown> {
  readonly name: string;
  readonly state: JobRunWithSteps['steps'][number]['state'];
  readonly result: unknown;
  readonly error_kind: string | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly started_at: string;
  readonly wake_at: string | null;
  readonly ended_at: string | null;
}

const stepsOf = (of: JobRunWithSteps['of'], tenantId: string, id: string): SQL =>
  of === 'installation'
    ? sql`select name, state, result, error_kind, null as error, attempts, started_at, wake_at, ended_at
        from installation_steps(${id}::uuid) order by position`
    : sql`select name, state, result, error_kind, error, attempts, started_at, wake_at, ended_at
        from job_step where tenant_id = ${tenantId}::uuid and run_id = ${id}::uuid order by position`;

export const getJobRun = defineQuery(jobRunGet, async ({ tx, tenantId }, { run_id: id }) => {
  const run = await readRun(tx, tenantId, id);
  if (run === null) throw new AppError('not_found');
  const steps = await tx.execute<VisibleStep>(stepsOf(run.of, tenantId, id));
  return {
    ...run,
    steps: steps.map((step) => ({
      name: step.name,
      state: step.state,
      attempts: step.attempts,
      answer: step.result,
      error_kind: step.error_kind,
      error: step.error,
      started_at: new Date(step.started_at),
      wake_at: instantOf(step.wake_at),
      ended_at: instantOf(step.ended_at),
    })),
  };
});
