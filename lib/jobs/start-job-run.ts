import { sql } from 'drizzle-orm';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { JobRun, jobRunStart } from '#lib/contracts/jobs.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readRun } from './read-runs.ts';

export const startJobRun = defineCommand(jobRunStart, async ({ tx, tenantId, now }, { job_id: jobId }) => {
  const [known] = await tx.execute<{ crons: string[] }>(sql`select crons from job_function where id = ${jobId}`);
  if (known === undefined) throw new AppError('not_found');
  if (known.crons.length === 0) throw new AppError('conflict', { detail: 'It is started by events alone, which cannot be made by hand.' });
  const id = newUuid(now.getTime());
  const [made] = await tx.execute<{ done: boolean }>(
    sql`select start_installation_run(${jobId}, ${id}::uuid, ${now.toISOString()}::timestamptz) as done`,
  );
  if (made?.done !== true)
    throw new AppError('conflict', { detail: 'A run of it is under way, or was begun by hand within the last minute.' });
  const run = await readRun(tx, tenantId, id);
  if (run === null) throw new Error('The run that was just made cannot be read');
  return { result: run, changes: [changeOf('job_run', 'jobRun', JobRun, null, run)] };
});
