import { and, eq, sql } from 'drizzle-orm';
import { jobRun } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { JobRun, jobRunRetry } from '#lib/contracts/jobs.ts';
import { AppError } from '#lib/core/errors.ts';
import { readRun } from './read-runs.ts';

async function beginAgain({ tx, tenantId, now }: OperationContext, run: JobRun): Promise<boolean> {
  if (run.of === 'installation') {
    const [row] = await tx.execute<{ done: boolean }>(
      sql`select retry_installation_run(${run.id}::uuid, ${now.toISOString()}::timestamptz) as done`,
    );
    return row?.done === true;
  }
  const rows = await tx
    .update(jobRun)
    .set({ state: 'waiting', dueAt: now, failures: 0, endedAt: null })
    .where(and(eq(jobRun.tenantId, tenantId), eq(jobRun.id, run.id), eq(jobRun.state, 'failed')))
    .returning({ id: jobRun.id });
  return rows.length > 0;
}

export const retryJobRun = defineCommand(jobRunRetry, async (ctx, { run_id: id }) => {
  const before = await readRun(ctx.tx, ctx.tenantId, id);
  if (before === null) throw new AppError('not_found');
  if (before.state !== 'failed')
    throw new AppError('conflict', { detail: `The run is ${before.state}; only a failed one can be begun again.` });
  if (!(await beginAgain(ctx, before))) throw new AppError('conflict', { detail: 'Another run of this function is under way.' });
  const after = await readRun(ctx.tx, ctx.tenantId, id);
  return { result: after ?? before, changes: [changeOf('job_run', 'jobRun', JobRun, before, after)] };
});
